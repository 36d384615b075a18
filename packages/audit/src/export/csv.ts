import type { AuditFact } from '../chain/content.ts';

/** What a table of facts shows, in this order. */
export const COLUMNS = [
  'at',
  'action',
  'vendor',
  'pharmacy',
  'check',
  'requestId',
  'attempt',
  'step',
  'outcome',
  'correlationId',
  'traceId',
  'user',
  'subject',
  'actor',
] as const satisfies readonly (keyof AuditFact['data'])[];

/** The cells of a fact. */
export function rowOf({ data }: AuditFact): string[] {
  return COLUMNS.map((column) => String(data[column] ?? ''));
}

/** Facts as CSV (RFC 4180), with a heading. */
export function csvOf(facts: readonly AuditFact[]): string {
  return [[...COLUMNS], ...facts.map(rowOf)].map(csvLine).join('\r\n');
}

/** One line of CSV, without its end. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(cellOf).join(',');
}

/** A cell that a spreadsheet would take for a formula is made text: outcomes and ids come from outside. */
function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
