import { z } from 'zod';
import { instant, localDate, pharmacyId, providerCode } from '../identifiers.ts';
import { defineEvent } from './define-event.ts';

/** Bounds and default of a request's time budget, milliseconds from the broker's append time. */
export const TIMEOUT_MS = { min: 200, max: 30_000, default: 3_000 } as const;

/** Kept loose here: a wrong length or check digit has a code and an advice of its own (`invalid-matricule`). */
const matricule = z.string().min(1).max(32).describe('National identification number, 13 digits with two check digits');

const accidentNumber = z
  .string()
  .regex(/^[\w./-]{1,32}$/, 'must be 1 to 32 of letters, digits, _ . / and -')
  .describe("Number of the accident-insurance association's dossier");

/** Is this person insured with CNS on that day? */
export const affiliationQuestion = z.object({
  matricule,
  on: localDate.optional().describe('Day asked about, Europe/Luxembourg; today there when absent'),
});
export type AffiliationQuestion = z.infer<typeof affiliationQuestion>;

/** Is this accident's dossier open for this person? */
export const accidentQuestion = z.object({ matricule, accidentNumber, accidentDate: localDate.optional() });
export type AccidentQuestion = z.infer<typeof accidentQuestion>;

/** May this prescriber prescribe on that day? */
export const prescriberQuestion = z.object({ prescriberCode: providerCode, on: localDate.optional() });
export type PrescriberQuestion = z.infer<typeof prescriberQuestion>;

const common = {
  pharmacy: pharmacyId,
  user: z
    .object({ id: z.string().min(1).max(128), role: z.string().min(1).max(64).optional() })
    .optional()
    .describe(
      "The person at the counter, by the vendor's own opaque id. Required: without it the check is rejected `user-missing`",
    ),
  timeoutMs: z
    .number()
    .optional()
    .describe(`Time budget from the broker's append time, ${TIMEOUT_MS.min} to ${TIMEOUT_MS.max}, default ${TIMEOUT_MS.default}`),
  until: instant.optional().describe('Batch topic only: when the attempt ends, at most 24 h ahead'),
};

/** A pharmacy's question to mySecu, published by its vendor. */
export const checkRequested = defineEvent({
  type: 'lu.officine.check.requested.v1',
  summary: 'A pharmacy asks mySecu one question on behalf of a person at its counter',
  schema: z.discriminatedUnion('check', [
    z.object({ check: z.literal('affiliation'), ...common, affiliation: affiliationQuestion }),
    z.object({ check: z.literal('accident'), ...common, accident: accidentQuestion }),
    z.object({ check: z.literal('prescriber'), ...common, prescriber: prescriberQuestion }),
  ]),
});
export type CheckRequested = z.infer<typeof checkRequested.schema>;
