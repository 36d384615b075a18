import type { Element, Node } from '@xmldom/xmldom';
import { type FaultCode, Refusal } from './refusal.ts';

/** Whether a node is an element; xmldom's nodes are told apart by number. */
export function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

/** The element children of an element, in document order. */
export function childElements(parent: Element): Element[] {
  return [...parent.childNodes].filter(isElement);
}

/** The element children with this expanded name, in document order. */
export function childrenNamed(parent: Element, namespace: string, localName: string): Element[] {
  return childElements(parent).filter((child) => child.namespaceURI === namespace && child.localName === localName);
}

/** The single child with this name, or undefined when there is none. Thrown when there are several: a {@link Refusal}. */
export function optionalChild(parent: Element, namespace: string, localName: string, code: FaultCode): Element | undefined {
  const found = childrenNamed(parent, namespace, localName);
  if (found.length > 1) throw new Refusal(code, `${localName} stands more than once in ${parent.localName}`);
  return found[0];
}

/** The single child with this name. Thrown when there is none, or more than one: a {@link Refusal} with `code`. */
export function requiredChild(parent: Element, namespace: string, localName: string, code: FaultCode): Element {
  const found = optionalChild(parent, namespace, localName, code);
  if (found === undefined) throw new Refusal(code, `${parent.localName} has no ${localName}`);
  return found;
}

/** Follows single children by name; each must stand exactly once. Thrown when one does not: a {@link Refusal}. */
export function requiredPath(from: Element, namespace: string, localNames: readonly string[], code: FaultCode): Element {
  return localNames.reduce((parent, name) => requiredChild(parent, namespace, name, code), from);
}

/** The whole text of an element, without surrounding white space. */
export function textOf(element: Element): string {
  return (element.textContent ?? '').trim();
}

/** An element and all elements below it, in document order. */
export function* withDescendants(element: Element): Generator<Element> {
  yield element;
  for (const child of childElements(element)) yield* withDescendants(child);
}
