import { type AuditFact, COLUMNS, csvOf, fhirBundleOf, rowOf } from '@officine/audit';
import { table } from '../output/table.ts';

export const FORMS = ['table', 'json', 'csv', 'fhir'] as const;
export type Form = (typeof FORMS)[number];

/** Columns that a terminal has room for. */
const SHOWN = COLUMNS.filter((column) => column !== 'user' && column !== 'subject' && column !== 'step');

/** Facts as a table for people, or for programs. */
export function formatFacts(facts: readonly AuditFact[], form: Form): string {
  switch (form) {
    case 'table':
      return table(
        SHOWN,
        facts.map((fact) => rowOf(fact).filter((_, index) => SHOWN.includes(COLUMNS[index] as (typeof SHOWN)[number]))),
      );
    case 'json':
      return JSON.stringify(facts, null, 2);
    case 'csv':
      return csvOf(facts);
    case 'fhir':
      return JSON.stringify(fhirBundleOf(facts, new Date()), null, 2);
  }
}
