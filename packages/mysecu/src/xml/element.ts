/** An element as read from canonical bytes: immutable, detached from any parser. */
export interface XmlElementData {
  readonly namespace: string;
  /** Local name. */
  readonly name: string;
  /** Values by local name for attributes without a namespace, by `{namespace}local` for the others. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElementData[];
  /** The element's own text, white space kept, without that of its children. */
  readonly text: string;
}

/** The children of that name, in document order. */
export function childrenOf(parent: XmlElementData, namespace: string, name: string): readonly XmlElementData[] {
  return parent.children.filter((child) => child.name === name && child.namespace === namespace);
}

/** The only child of that name, or undefined when there is none or more than one. */
export function onlyChild(parent: XmlElementData, namespace: string, name: string): XmlElementData | undefined {
  const [first, second] = childrenOf(parent, namespace, name);
  return second === undefined ? first : undefined;
}

/** Follows single children by local name in one namespace; undefined as soon as one is missing or repeated. */
export function descend(from: XmlElementData, namespace: string, names: readonly string[]): XmlElementData | undefined {
  return names.reduce<XmlElementData | undefined>((at, name) => at && onlyChild(at, namespace, name), from);
}
