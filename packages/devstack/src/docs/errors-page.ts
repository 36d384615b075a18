import { type Advice, BOUNDED_ATTEMPTS, type CatalogueEntry, catalogueEntry, errorCodes } from '@officine/contracts';
import { GENERATED, type GeneratedFile } from './generated-file.ts';

const RECHECKS = {
  again: 'asked again until its end',
  bounded: `asked again, at most ${BOUNDED_ATTEMPTS} attempts in all`,
  'on-change': 'asked again when the credential or the block that caused it changes',
} as const;

/** `errors.md`: every code, what becomes of the request, and the advice in three languages. */
export function errorsPage(): GeneratedFile {
  const entries = errorCodes.map(catalogueEntry);
  const text = [
    '# Codes',
    '',
    GENERATED,
    '',
    'A technical failure is never a verdict: every code below says that there is none.',
    '',
    '| code | outcome | what becomes of the request |',
    '| --- | --- | --- |',
    ...entries.map((entry) => `| [\`${entry.code}\`](#${entry.code}) | ${entry.outcome} | ${fateOf(entry)} |`),
    '',
    ...entries.flatMap(({ code, advice }) => [`## ${code}`, '', ...adviceTable(advice), '']),
  ].join('\n');
  return { path: 'errors.md', text };
}

function fateOf(entry: CatalogueEntry): string {
  return entry.outcome === 'rejected' ? 'not asked' : RECHECKS[entry.recheck];
}

function adviceTable({ counter, it }: Advice): string[] {
  return [
    '| | at the counter | for the IT provider |',
    '| --- | --- | --- |',
    ...(['fr', 'de', 'en'] as const).map((language) => `| ${language} | ${cell(counter[language])} | ${cell(it[language])} |`),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<');
}
