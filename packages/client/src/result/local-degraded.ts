import { type Check, catalogueEntry, type Environment } from '@officine/contracts';
import { v7 as uuid } from 'uuid';
import type { Degraded } from './check-result.ts';

const RECHECKED_MS = 24 * 3_600_000;

/** What is known of a request when its budget ends without a word from Officine. */
export interface Unanswered {
  readonly requestId: string;
  readonly check?: Check;
  readonly pharmacy: string;
  readonly environment?: Environment;
  readonly askedAt: Date;
  readonly concludedAt: Date;
  readonly traceId?: string;
  /** `no-result` Kafka has the request, `not-sent` not yet, `dropped` it will not be sent at all. */
  readonly detail: 'no-result' | 'not-sent' | 'dropped';
}

/** The answer that the client makes by itself, so that nobody at a counter waits for Kafka or Officine. */
export function localDegraded(unanswered: Unanswered): Degraded {
  const { requestId, check, pharmacy, environment, askedAt, concludedAt, traceId, detail } = unanswered;
  const recheckUntil = new Date(askedAt.getTime() + RECHECKED_MS).toISOString();
  return {
    outcome: 'degraded',
    id: uuid(),
    requestId,
    ...(check && { check }),
    pharmacy,
    ...(environment && { environment }),
    attempt: 1,
    ...(traceId && { traceId }),
    timings: { receivedAt: askedAt.toISOString(), concludedAt: concludedAt.toISOString() },
    cause: { code: 'officine-unavailable', step: 'admit', retryable: true, detail },
    advice: catalogueEntry('officine-unavailable').advice,
    recheck: { until: detail === 'dropped' ? null : recheckUntil },
    local: true,
  };
}
