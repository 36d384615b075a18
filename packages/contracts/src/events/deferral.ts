import { z } from 'zod';
import { errorCode } from '../errors/catalogue.ts';
import { STEPS } from '../errors/officine-error.ts';
import { instant, pharmacyId, vendorId } from '../identifiers.ts';
import { checkRequested } from './check-requested.ts';
import { defineEvent } from './define-event.ts';

/** A check that still owes its true answer. Its key is `<vendor>/<request id>`; a null record settles it. */
export const checkDeferred = defineEvent({
  type: 'lu.officine.check.deferred.v1',
  summary: 'A check was degraded and will be asked again',
  schema: z.object({
    vendor: vendorId,
    requestId: z.string(),
    requestHash: z.string(),
    sourcePosition: z.string().describe('partition:offset of the request'),
    request: checkRequested.schema,
    receivedAt: instant,
    degradedId: z.string().describe('CloudEvents id of the degraded result, for `supersedes`'),
    lane: z.literal('batch').optional().describe('Asked on the batch topic: only with permits that everybody else leaves'),
    shown: z.string().optional().describe('Digest of the verdict that the degraded result showed as `lastKnown`, for `changed`'),
    code: errorCode,
    step: z
      .enum(STEPS)
      .optional()
      .describe('Where the code arose: a check that got no token waits for one, a refused call for another'),
    attempt: z.number().int().positive(),
    dueAt: instant,
    until: instant,
    traceparent: z.string().optional(),
    concluded: z
      .object({ headers: z.record(z.string(), z.string()), value: z.string().describe('In base64') })
      .optional()
      .describe('The result that settles it, written down before it is published: whoever takes over publishes its copy'),
  }),
});
export type CheckDeferred = z.infer<typeof checkDeferred.schema>;

/** A record that nobody can read, kept for operators. The value is encrypted: it may hold a person's data. */
export const deadLettered = defineEvent({
  type: 'lu.officine.check.dead-lettered.v1',
  summary: 'A record of a requests topic could not be read',
  schema: z.object({
    vendor: vendorId,
    position: z.string().describe('topic:partition:offset'),
    reason: z.string(),
    record: z.string().describe('The record as JWE (dir, A256GCM): {key, headers, value} in base64'),
    pharmacy: pharmacyId.optional(),
  }),
});
export type DeadLettered = z.infer<typeof deadLettered.schema>;
