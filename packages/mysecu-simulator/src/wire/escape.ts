const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const ATTRIBUTE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
  '\t': '&#x9;',
};

/** Escapes element text the way Canonical XML writes it, so that what we write needs no rewriting before it is digested. */
export function escapeText(value: string): string {
  return value.replace(/[&<>\r]/g, (character) => TEXT[character] ?? character);
}

/** Escapes an attribute value the way Canonical XML writes it. */
export function escapeAttribute(value: string): string {
  return value.replace(/[&<"\r\n\t]/g, (character) => ATTRIBUTE[character] ?? character);
}
