import { escapeText } from '../wire/escape.ts';

/** An element of an answer's payload: a name without prefix, and text or further elements. */
export interface Tree {
  readonly name: string;
  readonly content: string | readonly Tree[];
}

/** Writes a tree, indented below `margin`; `declaration` goes on its first element. */
export function writeTree(tree: Tree, prefix: string, margin: string, declaration = ''): string {
  const start = `<${prefix}:${tree.name}${declaration}>`;
  const end = `</${prefix}:${tree.name}>`;
  if (typeof tree.content === 'string') return `${margin}${start}${escapeText(tree.content)}${end}`;
  const inside = tree.content.map((child) => writeTree(child, prefix, `${margin}  `));
  return [`${margin}${start}`, ...inside, `${margin}${end}`].join('\n');
}
