/** Prefixes and what they stand for. */
export type Declarations = Readonly<Record<string, string>>;

/**
 * The exclusive canonical form of an element that this package wrote. Our own templates are canonical already but for
 * two things: prefixes declared on an ancestor, and empty elements written short. They obey three rules for it: the
 * element itself declares no namespace, attributes stand in canonical order, and all text is escaped as Canonical XML does.
 */
export function canonicalOf(element: string, inherited: Declarations): string {
  const name = /^<[\w:.-]+/.exec(element)?.[0];
  if (name === undefined) throw new TypeError('an element is expected');
  const declared = Object.entries(inherited)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([prefix, namespace]) => ` xmlns:${prefix}="${namespace}"`)
    .join('');
  return (name + declared + element.slice(name.length)).replace(/<([\w:.-]+)([^<>]*)\/>/g, '<$1$2></$1>');
}
