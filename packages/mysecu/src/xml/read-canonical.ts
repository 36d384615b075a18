import type { XmlElementData } from './element.ts';

/** One element in canonical form: the very bytes that are digested, and what they say. */
export interface CanonicalForm {
  readonly bytes: Buffer;
  readonly tree: XmlElementData;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#xD;': '\r',
  '&#xA;': '\n',
  '&#x9;': '\t',
};
const TAG_NAME = /[^ \t\r\n<>/="'!?&]+/y;
const ATTRIBUTE = / ([^ \t\r\n=<>"'/]+)="([^"<]*)"/y;
const NON_ASCII = /[\x80-\xff]/;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const NO_BINDINGS: ReadonlyMap<string, string> = new Map();
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

interface Open extends XmlElementData {
  readonly tag: string;
  readonly bindings: ReadonlyMap<string, string>;
  readonly children: XmlElementData[];
  text: string;
}

/**
 * Reads canonical XML into a tree. Canonical XML knows no comments kept, CDATA, entities of its own, empty-element tags or
 * single quotes, so this reader is small enough to be checked by eye, and what it returns is what was digested and nothing else.
 * Thrown when the text is not one element in canonical form: SyntaxError.
 */
export function readCanonical(text: string): XmlElementData {
  const [form, ...more] = readCanonicalForest(Buffer.from(text));
  if (form === undefined || more.length > 0) throw notCanonical();
  return form.tree;
}

/** Reads canonical elements that follow one another without anything between. Thrown as above: SyntaxError. */
export function readCanonicalForest(bytes: Buffer): CanonicalForm[] {
  const forest: CanonicalForm[] = [];
  // One character for one byte: places in the text are places in the bytes, and only values that need it are decoded.
  const text = bytes.toString('latin1');
  for (let at = 0; at < text.length; ) {
    const reader = new Reader(text, at);
    const tree = reader.readElement();
    forest.push({ bytes: bytes.subarray(at, reader.at), tree });
    at = reader.at;
  }
  return forest;
}

class Reader {
  readonly #text: string;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  /** Reads one element, iteratively: nesting is the message's to choose. */
  readElement(): XmlElementData {
    const open: Open[] = [this.#readStart(NO_BINDINGS)];
    for (let current = open[0]; current !== undefined; ) {
      this.#readText(current);
      if (this.#text[this.at + 1] !== '/') {
        const child = this.#readStart(current.bindings);
        current.children.push(child);
        open.push(child);
        current = child;
        continue;
      }
      this.#readEnd(current.tag);
      open.pop();
      const parent = open.at(-1);
      if (parent === undefined) return current;
      current = parent;
    }
    throw notCanonical();
  }

  #readText(element: Open): void {
    const next = this.#text.indexOf('<', this.at);
    if (next < 0) throw notCanonical();
    if (next > this.at) element.text += unescaped(this.#text.slice(this.at, next));
    this.at = next;
  }

  #readEnd(tag: string): void {
    const end = this.at + 2 + tag.length;
    if (!this.#text.startsWith(tag, this.at + 2) || this.#text[end] !== '>') throw notCanonical();
    this.at = end + 1;
  }

  #readStart(inherited: ReadonlyMap<string, string>): Open {
    const text = this.#text;
    TAG_NAME.lastIndex = this.at + 1;
    const tag = text[this.at] === '<' ? TAG_NAME.exec(text)?.[0] : undefined;
    if (tag === undefined) throw notCanonical();
    this.at += 1 + tag.length;
    let bindings: Map<string, string> | undefined;
    let raw: [string, string][] | undefined;
    while (text[this.at] === ' ') {
      const [key, value] = this.#readAttribute();
      if (key === 'xmlns' || key.startsWith('xmlns:')) {
        bindings ??= new Map(inherited);
        bindings.set(key.slice(6), value);
      } else {
        raw ??= [];
        raw.push([key, value]);
      }
    }
    if (text[this.at] !== '>') throw notCanonical();
    this.at += 1;
    const inScope = bindings ?? inherited;
    const attributes =
      raw === undefined ? NO_ATTRIBUTES : new Map(raw.map(([key, value]) => [attributeKey(key, inScope), value]));
    const colon = tag.indexOf(':');
    const namespace = namespaceOf(colon < 0 ? '' : tag.slice(0, colon), inScope);
    return { tag, namespace, name: decoded(tag.slice(colon + 1)), attributes, bindings: inScope, children: [], text: '' };
  }

  #readAttribute(): readonly [string, string] {
    ATTRIBUTE.lastIndex = this.at;
    const match = ATTRIBUTE.exec(this.#text);
    if (match === null) throw notCanonical();
    this.at = ATTRIBUTE.lastIndex;
    return [match[1] ?? '', unescaped(match[2] ?? '')];
  }
}

function attributeKey(key: string, bindings: ReadonlyMap<string, string>): string {
  const colon = key.indexOf(':');
  const name = decoded(key.slice(colon + 1));
  return colon < 0 ? name : `{${namespaceOf(key.slice(0, colon), bindings)}}${name}`;
}

function namespaceOf(prefix: string, bindings: ReadonlyMap<string, string>): string {
  if (prefix === 'xml') return XML_NAMESPACE;
  const namespace = bindings.get(prefix);
  if (namespace === undefined && prefix !== '') throw notCanonical();
  return namespace ?? '';
}

/** The value that canonical text stands for. */
function unescaped(text: string): string {
  if (!text.includes('&')) return decoded(text);
  const value = text.replace(/&[^;]*;?/g, (entity) => {
    const character = ENTITIES[entity];
    if (character === undefined) throw notCanonical();
    return character;
  });
  return decoded(value);
}

function decoded(text: string): string {
  return NON_ASCII.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}

function notCanonical(): SyntaxError {
  return new SyntaxError('not one element in canonical form');
}
