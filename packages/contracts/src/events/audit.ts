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
      'audit.erased',
      'audit.held',
      'audit.released',
      'audit.purged',
      'audit.unreadable',
      'misuse.suspected',
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
    object: z.string().optional().describe('What a control change was about, as kind/id; how the audit was read or changed'),
    ground: z.string().max(512).optional().describe('Why somebody was erased or held; must not name the person'),
  }),
});
export type AuditRecorded = z.infer<typeof auditRecorded.schema>;

/** A signed head of one chain. Checkpoints of all chains form one chain of their own, in the order of their numbers. */
export const auditCheckpointed = defineEvent({
  type: 'lu.officine.audit.checkpointed.v1',
  summary: 'The head of a chain of the audit, signed: whoever keeps it can prove what was there',
  schema: z.object({
    chain: z.string().min(1),
    number: z.number().int().positive(),
    seq: z.number().int().nonnegative(),
    hash: z.string().describe('SHA-256 of the signed checkpoint, base64url: what availability events carry'),
    jws: z.string().describe('The checkpoint, as a compact JWS signed with Ed25519'),
  }),
});
export type AuditCheckpointed = z.infer<typeof auditCheckpointed.schema>;
