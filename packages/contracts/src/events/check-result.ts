import { z } from 'zod';
import { errorCode } from '../errors/catalogue.ts';
import { STEPS } from '../errors/officine-error.ts';
import { check, environment, instant, localised, pharmacyId } from '../identifiers.ts';
import { defineEvent } from './define-event.ts';
import { accidentVerdict, affiliationVerdict, prescriberVerdict, verdict } from './verdict.ts';

const text = z.object({ fr: z.string(), de: z.string(), en: z.string() });

/** What to tell the counter, and what to tell the IT provider: they need different words. */
export const advice = z.object({ counter: text, it: text });

/** Why there is no verdict. */
export const cause = z.object({
  code: errorCode,
  step: z.enum(STEPS),
  retryable: z.boolean(),
  field: z.string().optional().describe("The request's field at fault, as a dotted path"),
  detail: z.string().optional().describe('Machine-readable reason below the code; never personal data'),
  until: instant.optional().describe('When the cause ends, where somebody announced it: maintenance, a suspension, a switch'),
  reason: localised.optional().describe("The operator's own words about it, where there are any"),
});
export type Cause = z.infer<typeof cause>;

/** One remark of the institution beside its answer, as received. */
export const anomaly = z.object({ type: z.string(), code: z.string(), reason: z.string().optional(), advice });
export type Anomaly = z.infer<typeof anomaly>;

export const timings = z.object({
  receivedAt: instant.describe("The broker's append time of the request"),
  calledAt: instant.optional().describe('When the first call to mySecu left'),
  concludedAt: instant,
  mysecuMs: z.number().int().nonnegative().optional().describe('Duration of the business call'),
});

const common = {
  requestId: z.string(),
  check: check.optional().describe('Absent only where the request could not be read'),
  pharmacy: pharmacyId.optional().describe('Absent only where the request could not be read'),
  environment,
  attempt: z.number().int().positive(),
  traceId: z.string().optional(),
  correlationId: z.string().optional().describe("mySecu's Correlation-ID, the handle that its support asks for"),
  timings,
};

const supersedes = z.string().optional().describe('CloudEvents id of the degraded result that this one settles');

const answered = {
  ...common,
  pharmacy: pharmacyId,
  anomalies: z.array(anomaly),
  answer: z.record(z.string(), z.unknown()).describe("The institution's fields, nothing lost"),
  supersedes,
  changed: z.boolean().optional().describe('Whether the verdict differs from the `lastKnown` of the degraded result'),
};

/** mySecu said so: the signature was verified and the answer belongs to this request. */
export const checkAnswered = defineEvent({
  type: 'lu.officine.check.answered.v1',
  summary: 'mySecu answered; the verdict was read from the bytes that it signed',
  schema: z.discriminatedUnion('check', [
    z.object({ ...answered, check: z.literal('affiliation'), verdict: affiliationVerdict }),
    z.object({ ...answered, check: z.literal('accident'), verdict: accidentVerdict }),
    z.object({ ...answered, check: z.literal('prescriber'), verdict: prescriberVerdict }),
  ]),
});
export type CheckAnswered = z.infer<typeof checkAnswered.schema>;

/** No verdict in time. Never a yes or a no. */
export const checkDegraded = defineEvent({
  type: 'lu.officine.check.degraded.v1',
  summary: 'No verdict in time: the pharmacy goes on with its work, the check is asked again by itself',
  schema: z.object({
    ...common,
    cause,
    advice,
    recheck: z.object({ until: instant.nullable().describe('When re-checks end; null where none will follow') }),
    lastKnown: z.object({ verdict, at: instant }).optional(),
    local: z.literal(true).optional().describe('Made inside the client: Officine may not have seen the request'),
  }),
});
export type CheckDegraded = z.infer<typeof checkDegraded.schema>;

/** Will not be asked (again). */
export const checkRejected = defineEvent({
  type: 'lu.officine.check.rejected.v1',
  summary: 'The check will not be asked (again), for a reason that the vendor or the pharmacy can mend',
  schema: z.object({
    ...common,
    cause,
    advice,
    supersedes,
    charter: z
      .object({
        version: z.string(),
        url: z.object({ fr: z.string().optional(), de: z.string().optional(), en: z.string().optional() }),
      })
      .optional()
      .describe('With `charter-not-accepted`: what the user has to read and accept'),
  }),
});
export type CheckRejected = z.infer<typeof checkRejected.schema>;
