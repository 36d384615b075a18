import { z } from 'zod';
import { localDate } from '../identifiers.ts';

/** A person as the national register names them; both names are null where the institution gives none. */
const person = z.object({ matricule: z.string(), lastName: z.string().nullable(), firstName: z.string().nullable() });

/** `affiliated` is null when the institution's state is one that the message model does not know. */
export const affiliationVerdict = z.object({
  affiliated: z.boolean().nullable(),
  state: z.enum(['affiliated', 'not-affiliated', 'deceased', 'not-found', 'unknown']),
  person: person,
  from: localDate.optional(),
  to: localDate.optional(),
});
export type AffiliationVerdict = z.infer<typeof affiliationVerdict>;

/** `covered` is null when the institution's state is one that the message model does not know. */
export const accidentVerdict = z.object({
  covered: z.boolean().nullable(),
  state: z.enum(['open', 'closed', 'not-found', 'unknown']),
  accidentNumber: z.string(),
  accidentDate: localDate.optional(),
});
export type AccidentVerdict = z.infer<typeof accidentVerdict>;

/** `mayPrescribe` is null when the institution's state is one that the message model does not know. */
export const prescriberVerdict = z.object({
  mayPrescribe: z.boolean().nullable(),
  state: z.enum(['active', 'inactive', 'not-found', 'unknown']),
  rights: z.array(z.string()),
  prescriber: z.object({ code: z.string(), lastName: z.string().nullable(), firstName: z.string().nullable() }),
});
export type PrescriberVerdict = z.infer<typeof prescriberVerdict>;

/** What mySecu's answer means, read from the bytes that were signed. Annexe B, 5f. */
export const verdict = z.union([affiliationVerdict, accidentVerdict, prescriberVerdict]);
export type Verdict = z.infer<typeof verdict>;
