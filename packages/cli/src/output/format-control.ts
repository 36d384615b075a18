import { stringify } from 'yaml';
import type { ControlRecord } from '../control/control-records.ts';
import { table } from './table.ts';

export type Output = 'table' | 'json' | 'yaml';

/** Control records, for people or for programs. */
export function formatControl(records: readonly ControlRecord[], output: Output): string {
  switch (output) {
    case 'table':
      return table(
        ['KIND', 'ID', 'WHAT'],
        records.map(({ kind, id, data }) => [kind, id, summaryOf(data)]),
      );
    case 'json':
      return JSON.stringify(records, null, 2);
    case 'yaml':
      return stringify(records).trimEnd();
  }
}

/** The members that tell records of a kind apart, on one line; a person named as administrator stays out of listings. */
function summaryOf(data: unknown): string {
  return Object.entries(Object(data))
    .filter(([name, value]) => value !== null && !['id', 'scope', 'administrator', 'contact', 'text', 'url'].includes(name))
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ');
}
