import { z } from 'zod';

const path = z
  .string()
  .regex(/^[\w.-]+(?:\/[\w.-]+)*$/, 'must be local names separated by /')
  .describe('Local names below the answer element, separated by /, all in its namespace');

const anomalies = z.strictObject({ path, type: path, code: path, reason: path.optional() });

function modelOf<C extends string, Q extends string, S extends string, F extends z.core.$ZodLooseShape>(
  check: C,
  asks: readonly [Q, ...Q[]],
  states: readonly [S, ...S[]],
  fields: F,
) {
  return z.strictObject({
    check: z.literal(check),
    sample: z.boolean().describe('True for a model that is not the CNS’s; such a model never starts in exploitation'),
    modelUid: z.string().regex(/^[\w-]{1,32}$/, 'must be 1 to 32 of letters, digits, _ and -'),
    request: z
      .string()
      .describe(
        'The payload element. {name} stands for a value of the question; an element that holds {name?} is left out without one',
      ),
    answer: z.strictObject({
      namespace: z.string().min(1),
      element: z.string().min(1).describe('Local name of the payload element of the answer'),
      echo: z
        .record(path, z.enum(asks))
        .refine(
          (echo) => Object.keys(echo).length > 0,
          'must name at least one field: an answer that echoes nothing proves nothing',
        )
        .describe('Fields that must repeat what was asked; a missing or different one is mysecu-answer-mismatch'),
      state: path,
      states: z
        .record(z.string(), z.enum(states))
        .describe('What each value of the state means; any other is unknown, never yes or no'),
      fields: z.strictObject(fields),
      anomalies: anomalies.optional(),
    }),
  });
}

const affiliation = modelOf(
  'affiliation',
  ['matricule', 'on', 'codePrestataire'],
  ['affiliated', 'not-affiliated', 'deceased', 'not-found'],
  { lastName: path.optional(), firstName: path.optional(), from: path.optional(), to: path.optional() },
);

const accident = modelOf(
  'accident',
  ['matricule', 'accidentNumber', 'accidentDate', 'codePrestataire'],
  ['open', 'closed', 'not-found'],
  { accidentDate: path.optional() },
);

const prescriber = modelOf('prescriber', ['prescriberCode', 'on', 'codePrestataire'], ['active', 'inactive', 'not-found'], {
  lastName: path.optional(),
  firstName: path.optional(),
  rights: path.optional(),
});

/** A message model's file: what mySecu is asked, and how its answer becomes a verdict. `models/README.md` has a worked example. */
export const modelSchema = z.discriminatedUnion('check', [affiliation, accident, prescriber]);
export type ModelData = z.infer<typeof modelSchema>;
export type AffiliationModelData = z.infer<typeof affiliation>;
export type AccidentModelData = z.infer<typeof accident>;
export type PrescriberModelData = z.infer<typeof prescriber>;
