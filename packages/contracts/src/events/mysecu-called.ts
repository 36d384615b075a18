import { z } from 'zod';
import { errorCode } from '../errors/catalogue.ts';
import { environment, instant } from '../identifiers.ts';
import { defineEvent } from './define-event.ts';

/** The calls that leave Officine: the keys of `officine.mysecu.calls.v1`. */
export const callStep = z.enum(['identity', 'token', 'get', 'cancel']);
export type CallStep = z.infer<typeof callStep>;

/** One call to eSanté or mySecu, as the availability monitor counts it. Says nothing of a person or a pharmacy. */
export const mysecuCalled = defineEvent({
  type: 'lu.officine.mysecu.called.v1',
  summary: 'A call to eSanté or mySecu ended',
  schema: z.object({
    step: callStep,
    environment,
    startedAt: instant,
    durationMs: z.number().int().nonnegative(),
    outcome: z.enum(['ok', 'fault', 'refused', 'timeout', 'transport', 'untrusted']),
    code: errorCode.optional(),
    detail: z.string().optional(),
    ownFault: z.boolean().describe("Whether the cause lies with the caller's own credential: not mySecu's outage"),
    correlationId: z.string().optional(),
    traceId: z.string().optional(),
  }),
});
export type MysecuCalled = z.infer<typeof mysecuCalled.schema>;
