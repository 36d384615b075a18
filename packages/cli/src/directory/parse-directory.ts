import { type Document, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import { crossChecks } from './cross-checks.ts';
import type { Directory, Fault, Path } from './directory.ts';
import { type DirectoryProblem, DirectoryProblems } from './directory-problems.ts';
import { readSections } from './sections.ts';

/** Nothing of a directory needs them, and nested they grow without end. */
const NO_ALIASES = { maxAliasCount: 0 };

/**
 * Reads and validates a directory file, YAML or JSON.
 * Throws `DirectoryProblems` with everything that is wrong, each with its line; `file` is only named in them.
 */
export function parseDirectory(text: string, file = 'directory.yaml'): Directory {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new DirectoryProblems(
      document.errors.map(({ pos, message }) => ({ file, line: lines.linePos(pos[0]).line, at: '', reason: message })),
    );
  }
  const written: unknown = document.toJS(NO_ALIASES);
  const { directory, faults } = understand(written);
  if (directory === undefined) {
    throw new DirectoryProblems(faults.map((fault) => locate(fault, document, lines, file)).sort((a, b) => a.line - b.line));
  }
  return directory;
}

function understand(written: unknown): { directory?: Directory; faults: readonly Fault[] } {
  const sections = readSections(written);
  const { environment, charter, vendors, pharmacies, suspensions, maintenance, access } = sections;
  const faults = [...sections.faults, ...crossChecks(sections)];
  if (environment === undefined || faults.length > 0) {
    return { faults };
  }
  const directory: Directory = {
    environment,
    ...(charter && { charter }),
    vendors: vendors.map(({ entry }) => entry),
    pharmacies: pharmacies.map(({ entry }) => entry),
    suspensions: suspensions.map(({ entry }) => entry),
    maintenance: maintenance.map(({ entry }) => entry),
    access: access.map(({ entry }) => entry),
  };
  return { directory, faults };
}

function locate({ path, reason }: Fault, document: Document, lines: LineCounter, file: string): DirectoryProblem {
  return { file, line: lineOf(path, document, lines), at: path.join('.'), reason };
}

/** The line of what a path leads to; where it is missing, of what it is missing in. */
function lineOf(path: Path, document: Document, lines: LineCounter): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    const range = isPair(node) ? undefined : isNode(node) ? node.range : undefined;
    if (range) {
      return lines.linePos(range[0]).line;
    }
  }
  return 1;
}
