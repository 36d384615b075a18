import { type Anomaly, anomalyAdvice } from '@officine/contracts';
import { type MismatchKind, MySecuError } from '../errors.ts';
import type { VerifiedAnswer } from '../exchange.ts';
import { childrenOf, type XmlElementData } from '../xml/element.ts';
import type { ModelData } from './model-schema.ts';
import type { Values } from './payload-template.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;

/** The parts that reading an answer has in common for every check. */
export class AnswerReader {
  readonly #answer: XmlElementData;
  readonly #namespace: string;
  readonly #correlationId: string | undefined;

  private constructor(answer: XmlElementData, namespace: string, correlationId: string | undefined) {
    this.#answer = answer;
    this.#namespace = namespace;
    this.#correlationId = correlationId;
  }

  /** Opens an answer that must repeat what was asked. Thrown when it does not, or is empty: MySecuError `mysecu-answer-mismatch`. */
  static open(answer: VerifiedAnswer, { namespace, element, echo }: ModelData['answer'], asked: Values): AnswerReader {
    const { payload, correlationId } = answer;
    if (payload === undefined) throw mismatch('empty-answer', correlationId);
    if (payload.namespace !== namespace || payload.name !== element) throw mismatch('wrong-element', correlationId);
    const reader = new AnswerReader(payload, namespace, correlationId);
    for (const [path, name] of Object.entries(echo)) {
      const expected = asked[name];
      if (expected !== undefined && reader.text(path) !== expected) throw mismatch('other-subject', correlationId);
    }
    return reader;
  }

  /** A field's text, trimmed; undefined when it is missing or empty. Thrown when it stands more than once. */
  text(path: string | undefined): string | undefined {
    const [element, another] = this.#elements(path);
    if (another !== undefined) throw this.#unreadable();
    const text = element?.text.trim();
    return text === '' ? undefined : text;
  }

  /** A field that is a civil date, `YYYY-MM-DD`. Thrown when it is something else. */
  day(path: string | undefined): string | undefined {
    const text = this.text(path);
    if (text !== undefined && (!DAY.test(text) || Number.isNaN(Date.parse(text)))) throw this.#unreadable();
    return text;
  }

  /** All values of a repeated field. */
  texts(path: string | undefined): string[] {
    return this.#elements(path)
      .map((element) => element.text.trim())
      .filter((text) => text !== '');
  }

  /** What the state means; `unknown` for a value that the model does not know, or none. */
  state<S extends string>(path: string, states: Readonly<Record<string, S>>): S | 'unknown' {
    const value = this.text(path) ?? '';
    return (Object.hasOwn(states, value) ? states[value] : undefined) ?? 'unknown';
  }

  anomalies(paths: ModelData['answer']['anomalies']): Anomaly[] {
    if (paths === undefined) return [];
    return this.#elements(paths.path).map((element) => {
      const at = new AnswerReader(element, this.#namespace, this.#correlationId);
      const reason = at.text(paths.reason);
      const code = at.text(paths.code) ?? '';
      return { type: at.text(paths.type) ?? '', code, ...(reason === undefined ? {} : { reason }), advice: anomalyAdvice };
    });
  }

  /** The whole answer as plain data. */
  fields(): Readonly<Record<string, unknown>> {
    return contentOf(this.#answer);
  }

  #elements(path: string | undefined): readonly XmlElementData[] {
    if (path === undefined) return [];
    let found: readonly XmlElementData[] = [this.#answer];
    for (const name of path.split('/')) {
      const [only, another] = found;
      if (only === undefined) return [];
      found =
        another === undefined
          ? childrenOf(only, this.#namespace, name)
          : found.flatMap((element) => childrenOf(element, this.#namespace, name));
    }
    return found;
  }

  #unreadable(): MySecuError {
    return mismatch('unreadable-value', this.#correlationId);
  }
}

function mismatch(kind: MismatchKind | 'empty-answer', correlationId: string | undefined): MySecuError {
  const handle = correlationId === undefined ? {} : { correlationId };
  return new MySecuError('mysecu-answer-mismatch', { step: 'verify', call: 'get', kind, ...handle });
}

/** Repeated elements become arrays, attributes `@name`, text beside them `#text`: nothing is lost, whatever the schema. */
function contentOf(element: XmlElementData): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of element.attributes) fields.set(`@${name}`, value);
  const repeated = new Map<string, unknown[]>();
  for (const child of element.children) {
    const value = plainValue(child);
    const values = repeated.get(child.name);
    if (values === undefined) repeated.set(child.name, [value]);
    else values.push(value);
    fields.set(child.name, values ?? value);
  }
  const text = element.text.trim();
  if (text !== '') fields.set('#text', text);
  // Defined and not assigned: an element may be called `__proto__`.
  return Object.fromEntries(fields);
}

function plainValue(element: XmlElementData): unknown {
  return element.children.length === 0 && element.attributes.size === 0 ? element.text.trim() : contentOf(element);
}
