declare const canonical: unique symbol;

/**
 * XML text that is its own exclusive canonical form when it stands alone: what is written is what is digested.
 * Only this package's writers and the canonicaliser make it.
 */
export type CanonicalXml = string & { readonly [canonical]: true };

const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const ATTRIBUTE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

// What XML 1.0 leaves out (section 2.2): the control characters but three, and two non-characters.
const FORBIDDEN = /(?![\t\n\r\u007F-\u009F])\p{Cc}|[\uFFFE\uFFFF]/u;

/** Marks text as canonical. For writers of this package alone; the golden tests compare each with the canonicaliser. */
export function asCanonical(text: string): CanonicalXml {
  return text as CanonicalXml;
}

/** Escapes a value as element text (Canonical XML 1.0, section 2.3). Thrown when XML cannot hold a character: RangeError. */
export function escapeText(value: string): string {
  return assertXmlCharacters(value).replace(/[&<>\r]/g, (character) => TEXT[character] ?? character);
}

/** Escapes a value inside a double-quoted attribute (Canonical XML 1.0, section 2.3). Thrown when XML cannot hold a character: RangeError. */
export function escapeAttribute(value: string): string {
  return assertXmlCharacters(value).replace(/[&<"\t\n\r]/g, (character) => ATTRIBUTE[character] ?? character);
}

/** Namespace declarations in canonical order, each with a leading space. */
export function declarations(namespaces: Readonly<Record<string, string>>): string {
  return Object.entries(namespaces)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([prefix, namespace]) => ` xmlns:${prefix}="${namespace}"`)
    .join('');
}

function assertXmlCharacters(value: string): string {
  if (FORBIDDEN.test(value) || !value.isWellFormed()) throw new RangeError('a value holds a character that XML cannot hold');
  return value;
}
