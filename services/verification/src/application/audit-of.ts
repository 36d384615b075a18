import type { AuditRecorded } from '@officine/contracts';
import type { AskedCheck } from './asked-check.ts';
import type { AuditFact } from './ports.ts';
import type { ResultSubject } from './result-record.ts';

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

/** The audit event of a request that is no question, such as one with a wrong check digit: guessing numbers looks like this. */
export function refusalOf(subject: ResultSubject, outcome: string, resultId: string, userId: string | undefined): AuditFact {
  const { vendor, pharmacy, check, requestId, requestHash, attempt, traceparent } = subject;
  const traceId = traceparent?.split('-')[1];
  return {
    action: 'check.refused',
    vendor,
    requestId,
    attempt,
    outcome,
    resultId,
    ...(pharmacy && { pharmacy }),
    ...(check && { check }),
    ...(requestHash && { requestHash }),
    ...(userId !== undefined && { userId }),
    ...(traceId && { traceId }),
  };
}
