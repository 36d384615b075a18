import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedFile } from './generated-file.ts';
import { REQUIREMENTS, type Requirement } from './requirements.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const SPECS = ['{packages,services}/*/{src,test,crash,faults,tenancy}/**/*.spec.ts'];
/** A quoted sentence of a test that ends with the requirements it holds. */
const HOLDS = /(['"`])((?:(?!\1).)+?) \((R\d+b?(?:, R\d+b?)*)\)\1/g;

/** A test, by its sentence. */
interface Holder {
  readonly file: string;
  readonly sentence: string;
}

/** `requirements.md`: every obligation, and the tests that hold it. Throws where one has no test, or a test names none of them. */
export function requirementsPage(holders: ReadonlyMap<string, readonly Holder[]> = holdersIn(ROOT)): GeneratedFile {
  const known = new Set(REQUIREMENTS.map(({ id }) => id));
  const strange = [...holders.keys()].filter((id) => !known.has(id));
  const without = [...known].filter((id) => !holders.has(id));
  if (strange.length + without.length > 0) {
    throw new Error(
      `requirements without a test: ${without.join(', ') || 'none'}; named, and none of ours: ${strange.join(', ') || 'none'}`,
    );
  }
  const text = [
    '# Requirements',
    '',
    'Generated from the sentences of the tests by `npm run docs`; edits are lost.',
    '',
    'What the contracts oblige a vendor’s software to, what Officine does, and the tests that hold it. The documents: Annexe B (pharmacy web',
    'services), the mySecu framework contract, eSanté’s general terms (CGU) and its terms of secure messaging.',
    '',
    '| # | source | what Officine does | held by |',
    '| --- | --- | --- | --- |',
    ...REQUIREMENTS.map((requirement) => row(requirement, holders.get(requirement.id) ?? [])),
    '',
  ].join('\n');
  return { path: 'requirements.md', text };
}

/** The tests that name a requirement, by its id. */
export function holdersIn(root: string): Map<string, Holder[]> {
  const holders = new Map<string, Holder[]>();
  for (const file of globSync(SPECS, { cwd: root }).sort()) {
    for (const [, , sentence = '', ids = ''] of readFileSync(join(root, file), 'utf8').matchAll(HOLDS)) {
      for (const id of ids.split(', ')) {
        holders.set(id, [...(holders.get(id) ?? []), { file, sentence }]);
      }
    }
  }
  return holders;
}

function row({ id, source, promise }: Requirement, holders: readonly Holder[]): string {
  const tests = holders.map(({ file, sentence }) => `[${sentence.replaceAll('|', '\\|')}](../../${file})`);
  return `| ${id} | ${source} | ${promise} | ${tests.join('<br>')} |`;
}
