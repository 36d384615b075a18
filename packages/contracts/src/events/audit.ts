import { z } from 'zod';
import { check, environment, instant, pharmacyId, vendorId } from '../identifiers.ts';
import { defineEvent } from './define-event.ts';
import { callStep } from './mysecu-called.ts';

/** A person, as HMAC-SHA-256 under the pseudonym key named by `kid`: made before the event leaves its service. */
const pseudonym = z.object({ kid: z.string(), hmac: z.string() });

/** One fact of the tamper-evident record: who asked what, in whose name, when, with which outcome (framework contract, 11). */
export const auditRecorded = defineEvent({
  type: 'lu.officine.audit.recorded.v1',
  summary: 'Something happened that the contract obliges us to prove',
  schema: z.object({
    action: z.enum([
      'check.asked',
      'check.refused',
      'check.called',
      'check.answered',
      'check.degraded',
      'check.settled',
      'check.repeated',
      'token.identity',
      'token.issued',
      'token.cancelled',
      'control.changed',
      'charter.accepted',
      'audit.read',
    ]),
    at: instant,
    environment,
    service: z.string(),
    vendor: vendorId.optional(),
    pharmacy: pharmacyId.optional(),
    user: pseudonym.optional(),
    subject: pseudonym.optional().describe('The person asked about'),
    check: check.optional(),
    requestId: z.string().optional(),
    requestHash: z.string().optional(),
    resultId: z.string().optional(),
    attempt: z.number().int().positive().optional(),
    step: callStep.optional(),
    outcome: z.string().optional().describe('Verdict state, error code, or ok'),
    correlationId: z.string().optional(),
    traceId: z.string().optional(),
    actor: z.string().optional().describe('Operator of a control change or reader of the audit'),
    object: z.string().optional().describe('What a control change was about, as kind/id'),
  }),
});
export type AuditRecorded = z.infer<typeof auditRecorded.schema>;
