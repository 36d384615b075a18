import type { AuditRecorded } from '@officine/contracts';
import type { AskedCheck } from './asked-check.ts';
import type { AuditFact } from './ports.ts';

type More = Partial<Pick<AuditRecorded, 'step' | 'outcome' | 'correlationId' | 'resultId'>>;

/** The audit event of something that happened to a check. */
export function auditOf(action: AuditFact['action'], asked: AskedCheck, more: More = {}): AuditFact {
  const { vendor, request, requestId, requestHash, attempt, traceparent } = asked;
  const { pharmacy, check, user } = request;
  const traceId = traceparent?.split('-')[1];
  return {
    action,
    vendor,
    pharmacy,
    check,
    requestId,
    requestHash,
    attempt,
    request,
    ...(user && { userId: user.id }),
    ...(traceId && { traceId }),
    ...more,
  };
}
