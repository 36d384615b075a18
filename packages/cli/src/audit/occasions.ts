import { type AuditFact, csvLine } from '@officine/audit';
import { table } from '../output/table.ts';

/** Once that somebody asked about a person. */
export interface Occasion {
  readonly at: string;
  readonly pharmacy: string;
  readonly vendor: string;
  /** The person at the counter, as the audit refers to them: the vendor can tell who that is. */
  readonly user: string;
  readonly check: string;
  readonly outcome: string;
  readonly requestId: string;
}

/** Why a check is made (annex B, 5): its purpose, in a person's words. */
const PURPOSES: Readonly<Record<string, string>> = {
  affiliation: 'whether health insurance covers the person',
  accident: 'whether the accident insurance covers the case',
  prescriber: 'whether the prescriber may prescribe',
};

/** One occasion a request, with how it ended; in the order of time. */
export function occasionsOf(facts: readonly AuditFact[]): Occasion[] {
  const occasions = new Map<string, Occasion>();
  for (const { data } of facts) {
    const { at, vendor = '-', pharmacy = '-', user = '-', check = '-', requestId = '-', outcome = '' } = data;
    const key = `${vendor}/${requestId}`;
    const known = occasions.get(key) ?? { at, vendor, pharmacy, user, check, requestId, outcome: '' };
    occasions.set(key, { ...known, outcome: outcome === '' || data.action === 'check.called' ? known.outcome : outcome });
  }
  return [...occasions.values()];
}

const HEADING = ['when', 'who: pharmacy', 'through', 'user', 'why', 'outcome', 'request'];

export function extractTable(occasions: readonly Occasion[]): string {
  return occasions.length === 0 ? 'The audit knows of nobody who asked about this person.' : table(HEADING, occasions.map(rowOf));
}

export function extractCsv(occasions: readonly Occasion[]): string {
  return [HEADING, ...occasions.map(rowOf)].map(csvLine).join('\r\n');
}

function rowOf({ at, pharmacy, vendor, user, check, outcome, requestId }: Occasion): string[] {
  return [at, pharmacy, vendor, user, PURPOSES[check] ?? check, outcome, requestId];
}
