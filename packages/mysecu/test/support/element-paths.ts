import { DOMParser, type Element, type Node } from '@xmldom/xmldom';

/** The path of every element of a document, in order, as another parser than the product's sees them. */
export function elementPaths(xml: string): string[] {
  const document = new DOMParser({
    onError: (_level, message) => {
      throw new Error(message);
    },
  }).parseFromString(xml, 'text/xml');
  return document.documentElement === null ? [] : [...pathsBelow(document.documentElement, '')];
}

function* pathsBelow(element: Element, above: string): Generator<string> {
  const path = `${above}/{${element.namespaceURI}}${element.localName}`;
  yield path;
  for (const child of element.childNodes as unknown as Iterable<Node>) {
    if (child.nodeType === 1) yield* pathsBelow(child as Element, path);
  }
}
