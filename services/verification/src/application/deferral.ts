import { createHash } from 'node:crypto';
import { type CheckDeferred, canonicalJson, type OfficineError, type Verdict } from '@officine/contracts';
import { traceparentOf } from '@officine/telemetry';
import { type AskedCheck, positionText } from './asked-check.ts';
import { isoOf, type ResultRecord } from './result-record.ts';

/** What is known of a deferral beside the check itself; times are epoch milliseconds. */
export interface Deferral {
  readonly degradedId: string;
  readonly cause: Pick<OfficineError, 'code' | 'step'>;
  readonly dueMs: number;
  /** Digest of the verdict that the degraded result showed as last known. */
  readonly shown?: string;
}

/** The record that owes a check its true answer. */
export function deferralOf(asked: AskedCheck, { degradedId, cause, dueMs, shown }: Deferral): CheckDeferred {
  const { vendor, requestId, requestHash, request, attempt, traceparent, untilMs, lane } = asked;
  return {
    vendor,
    requestId,
    requestHash,
    sourcePosition: positionText(asked.source),
    request,
    receivedAt: isoOf(asked.receivedAtMs),
    degradedId,
    code: cause.code,
    step: cause.step,
    attempt,
    dueAt: isoOf(dueMs),
    until: isoOf(untilMs),
    ...(lane && { lane }),
    ...(shown && { shown }),
    ...(traceparent && { traceparent }),
  };
}

/** The check that a deferred record asks again. */
export function askedAgain(deferred: CheckDeferred): AskedCheck {
  const { vendor, requestId, requestHash, request, sourcePosition, receivedAt, attempt, until, lane } = deferred;
  const [partition = '0', offset = '0'] = sourcePosition.split(':');
  const traceparent = traceparentOf() ?? deferred.traceparent;
  return {
    vendor,
    requestId,
    requestHash,
    request,
    source: { partition: Number(partition), offset: BigInt(offset) },
    receivedAtMs: Date.parse(receivedAt),
    attempt: attempt + 1,
    untilMs: Date.parse(until),
    ...(lane && { lane }),
    ...(traceparent && { traceparent }),
  };
}

/** Tells whether two verdicts are the same without keeping either. */
export function digestOf(verdict: Verdict): string {
  return createHash('sha256').update(canonicalJson(verdict)).digest('base64url');
}

/**
 * The same with the result that settles it. It is written down, and told by whoever owns the record: of several ends the first in the
 * record's partition counts, and a crash before the settlement cannot lead to a second one with other bytes.
 */
export function writtenDown(deferred: CheckDeferred, { headers, value }: ResultRecord, nowMs: number): CheckDeferred {
  return {
    ...deferred,
    dueAt: isoOf(nowMs),
    concluded: { headers: { ...headers }, value: value.toString('base64') },
  };
}

/** The result that was written down, byte for byte; undefined when there is none. */
export function conclusionOf({ vendor, request, sourcePosition, concluded }: CheckDeferred): ResultRecord | undefined {
  return (
    concluded && {
      vendor,
      partition: Number(sourcePosition.split(':')[0]),
      key: request.pharmacy,
      headers: concluded.headers,
      value: Buffer.from(concluded.value, 'base64'),
    }
  );
}
