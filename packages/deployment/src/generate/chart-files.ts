import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHART, inRepository } from '../paths.ts';
import { contractsFile } from '../strimzi/contracts-file.ts';
import type { GeneratedFile } from './generated-file.ts';
import { observabilityCopies } from './observability-copies.ts';
import { valuesSchema, valuesTable } from './values-files.ts';

/** Every file of the chart that derives from something else, the rendered examples aside. */
export function chartFiles(): readonly GeneratedFile[] {
  return [
    valuesSchema(),
    valuesTable(),
    { path: join(CHART, 'files/contracts.json'), text: contractsFile() },
    ...observabilityCopies(),
  ];
}

/** What of the repository is not as `files` say, and copies in the chart that nothing stands behind any more. */
export function staleFiles(files: readonly GeneratedFile[]): { readonly stale: GeneratedFile[]; readonly surplus: string[] } {
  const copies = join(CHART, 'files/observability');
  const known = new Set(files.map(({ path }) => path));
  return {
    stale: files.filter(({ path, text }) => contentOf(path) !== text),
    surplus: readdirSync(inRepository(copies))
      .map((name) => join(copies, name))
      .filter((path) => !known.has(path)),
  };
}

/** Writes what is stale and removes what is surplus; the paths that changed. */
export function writeFiles(files: readonly GeneratedFile[]): string[] {
  const { stale, surplus } = staleFiles(files);
  for (const { path, text } of stale) {
    writeFileSync(inRepository(path), text);
  }
  for (const path of surplus) {
    rmSync(inRepository(path));
  }
  return [...stale.map(({ path }) => path), ...surplus];
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(inRepository(path), 'utf8');
  } catch {
    return undefined;
  }
}
