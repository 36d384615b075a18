/** Markup that may stand in a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | readonly (Html | string)[];

/** Writes markup; whatever is put in is escaped, unless it is markup of ours. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    strings.reduce((text, literal, index) => text + literal + (index < parts.length ? written(parts[index]) : ''), ''),
  );
}

/** Escapes text for HTML and XML, content and attributes alike. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function written(part: Part): string {
  if (part === undefined) {
    return '';
  }
  if (part instanceof Html) {
    return part.text;
  }
  return Array.isArray(part) ? part.map(written).join('') : escaped(String(part));
}
