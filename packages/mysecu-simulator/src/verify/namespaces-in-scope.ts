import type { Element } from '@xmldom/xmldom';

const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** A prefix and what it is bound to. */
export interface Binding {
  readonly prefix: string;
  readonly namespaceURI: string;
}

/** The prefixes bound at an element by itself and its ancestors; the nearest binding of a prefix wins. */
export function namespacesInScope(element: Element): Binding[] {
  const bindings = new Map<string, string>();
  for (let at: Element | null = element; at !== null; at = at.parentNode?.nodeType === 1 ? (at.parentNode as Element) : null) {
    for (const attribute of at.attributes) {
      if (attribute.namespaceURI !== XMLNS || attribute.prefix !== 'xmlns') continue;
      const prefix = attribute.localName ?? '';
      if (!bindings.has(prefix)) bindings.set(prefix, attribute.value);
    }
  }
  return [...bindings].map(([prefix, namespaceURI]) => ({ prefix, namespaceURI }));
}
