import { ParseOption, XmlDocument } from 'libxml2-wasm';
import { canonicalForm } from '../security/canonicalize.ts';
import { asCanonical, type CanonicalXml, escapeAttribute, escapeText } from '../xml/canonical-text.ts';

/** Values of a question by their names in the model. */
export type Values = Readonly<Record<string, string | undefined>>;

type Segment =
  | string
  | { readonly name: string; readonly escape: (value: string) => string }
  | { readonly name: string; readonly only: Segment[] };

// These are bound around the payload: bound inside it once more, its canonical form would depend on where it stands.
const RESERVED = /xmlns:(?:soap|wsu|sync)=/;
const OPTIONAL_ELEMENT = /<([^\s<>/]+)[^<>]*>\{(\w+)\?\}<\/\1>/;
const PLACEHOLDER = /\{(\w+)(\??)\}/;

/**
 * A payload with holes, canonical for whatever fills them: parsed and canonicalised once when it is loaded, escaped by
 * construction when it is rendered, so that no value can add an element.
 */
export class PayloadTemplate {
  readonly #segments: readonly Segment[];
  /** The names of all holes. */
  readonly names: readonly string[];

  private constructor(segments: readonly Segment[]) {
    this.#segments = segments;
    this.names = segments.flatMap((segment) => (typeof segment === 'string' ? [] : [segment.name]));
  }

  /** Thrown when the text is not one well-formed element in a namespace of its own: Error. */
  static parse(text: string): PayloadTemplate {
    const canonical = canonicalize(text.trim().replace(/>\s+</g, '><'));
    if (RESERVED.test(canonical)) throw new Error('the prefixes soap, wsu and sync are taken');
    return new PayloadTemplate(segmentsOf(canonical));
  }

  /** Thrown when a value is missing, or holds a character that XML cannot hold: RangeError. */
  render(values: Values): CanonicalXml {
    return asCanonical(this.#segments.map((segment) => renderSegment(segment, values)).join(''));
  }
}

function canonicalize(text: string): string {
  const document = XmlDocument.fromString(text, { option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE });
  try {
    if (document.root.namespaceUri === '') throw new Error('the payload element has no namespace');
    return canonicalForm(document, document.root).bytes.toString('utf8');
  } finally {
    document.dispose();
  }
}

function segmentsOf(text: string): Segment[] {
  const optional = OPTIONAL_ELEMENT.exec(text);
  if (optional !== null) {
    const [element, , name = ''] = optional;
    const only = placeholdersOf(element.replace(`{${name}?}`, `{${name}}`));
    return [
      ...segmentsOf(text.slice(0, optional.index)),
      { name, only },
      ...segmentsOf(text.slice(optional.index + element.length)),
    ];
  }
  return placeholdersOf(text);
}

function placeholdersOf(text: string): Segment[] {
  const found = PLACEHOLDER.exec(text);
  if (found === null) return text === '' ? [] : [text];
  const [whole, name = '', mark] = found;
  if (mark === '?') throw new Error(`{${name}?} must be all that its element holds`);
  const before = text.slice(0, found.index);
  const inTag = before.lastIndexOf('<') > before.lastIndexOf('>');
  const hole = { name, escape: inTag ? escapeAttribute : escapeText };
  return [...(before === '' ? [] : [before]), hole, ...placeholdersOf(text.slice(found.index + whole.length))];
}

function renderSegment(segment: Segment, values: Values): string {
  if (typeof segment === 'string') return segment;
  const value = values[segment.name];
  if ('only' in segment) return value === undefined ? '' : segment.only.map((inner) => renderSegment(inner, values)).join('');
  if (value === undefined) throw new RangeError(`the question has no ${segment.name}`);
  return segment.escape(value);
}
