import type { CheckDeferred, OfficineError } from '@officine/contracts';
import { type AskedCheck, positionText } from './asked-check.ts';
import { isoOf, type ResultRecord } from './result-record.ts';

/** How long whoever wrote a result down has to publish it before another may publish its copy, milliseconds. */
const COPY_AFTER_MS = 10_000;

/** What is known of a deferral beside the check itself; times are epoch milliseconds. */
export interface Deferral {
  readonly degradedId: string;
  readonly code: OfficineError['code'];
  readonly dueMs: number;
  readonly untilMs: number;
}

/** The record that owes a check its true answer. */
export function deferralOf(asked: AskedCheck, { degradedId, code, dueMs, untilMs }: Deferral): CheckDeferred {
  const { vendor, requestId, requestHash, request, attempt, traceparent } = asked;
  return {
    vendor,
    requestId,
    requestHash,
    sourcePosition: positionText(asked.source),
    request,
    receivedAt: isoOf(asked.receivedAtMs),
    degradedId,
    code,
    attempt,
    dueAt: isoOf(dueMs),
    until: isoOf(untilMs),
    ...(traceparent && { traceparent }),
  };
}

/**
 * The same with the answer that settles it. It is written down before it is published: a crash between the two, or before the
 * settlement, must not lead to a second answer with other bytes. Whoever owns the record then publishes the very same.
 */
export function writtenDown(deferred: CheckDeferred, { headers, value }: ResultRecord, nowMs: number): CheckDeferred {
  return {
    ...deferred,
    dueAt: isoOf(nowMs + COPY_AFTER_MS),
    concluded: { headers: { ...headers }, value: value.toString('base64') },
  };
}

/** The answer that was written down, byte for byte; undefined when there is none. */
export function answerOf({ vendor, request, sourcePosition, concluded }: CheckDeferred): ResultRecord | undefined {
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
