import {
  type Cause,
  type CheckAnswered,
  type CheckDegraded,
  type CheckRejected,
  catalogueEntry,
  checkAnswered,
  checkDegraded,
  checkRejected,
  type Environment,
  type EventDefinition,
  encodeEvent,
  type OfficineError,
  type Verdict,
} from '@officine/contracts';
import { type AskedCheck, positionText, type SourcePosition } from './asked-check.ts';
import { newEventId } from './event-id.ts';
import type { MysecuAnswer } from './mysecu-answer.ts';

export const SOURCE = '/officine/verification';

/** One result, its bytes made once: a repeat of it is a copy of these. */
export interface ResultRecord {
  readonly vendor: string;
  /** The partition number of its request. */
  readonly partition: number;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
}

/** What every result about a request tells, whether or not the request could be read in full. */
export interface ResultSubject {
  readonly vendor: string;
  readonly source: SourcePosition;
  readonly requestId: string;
  readonly receivedAtMs: number;
  readonly attempt: number;
  readonly check?: CheckDegraded['check'];
  readonly pharmacy?: string;
  readonly requestHash?: string;
  readonly lane?: 'batch';
  readonly traceparent?: string;
}

/** What is known by the time that a result is written. */
export interface ResultFacts {
  readonly environment: Environment;
  /** Epoch milliseconds. */
  readonly concludedAtMs: number;
  readonly calledAtMs?: number;
  readonly mysecuMs?: number;
  readonly correlationId?: string;
  /** Id of the degraded result that this one settles. */
  readonly supersedes?: string;
  /** Whether the verdict differs from what that degraded result showed as last known. */
  readonly changed?: boolean;
}

/** A verdict of the same question that was right once: shown, never given as the answer. */
export interface LastKnownVerdict {
  readonly verdict: Verdict;
  readonly at: string;
}

/** What a degraded result tells beside its cause. */
export interface DegradedFacts extends ResultFacts {
  /** When re-checks end, epoch milliseconds; null where none will follow. */
  readonly untilMs: number | null;
  readonly lastKnown?: LastKnownVerdict | undefined;
}

/** The subject of a request that was read in full. */
export function subjectOfCheck(asked: AskedCheck): ResultSubject {
  const { vendor, source, requestId, receivedAtMs, attempt, requestHash, traceparent, request, lane } = asked;
  const { check, pharmacy } = request;
  return {
    ...{ vendor, source, requestId, receivedAtMs, attempt, requestHash, check, pharmacy },
    ...(lane && { lane }),
    ...(traceparent && { traceparent }),
  };
}

/** mySecu said so. */
export function writeAnswered(asked: AskedCheck, found: MysecuAnswer, facts: ResultFacts): ResultRecord {
  const { anomalies, answer, verdict } = found;
  const data = {
    ...common(subjectOfCheck(asked), facts),
    verdict,
    anomalies: [...anomalies],
    answer,
    ...(facts.supersedes && { supersedes: facts.supersedes }),
    ...(facts.changed !== undefined && { changed: facts.changed }),
    // The gateway gives the verdict of the check that was asked: the pairing that the union's type cannot see here.
  } as CheckAnswered;
  return write(checkAnswered, subjectOfCheck(asked), data, facts);
}

/** No verdict in time. */
export function writeDegraded(asked: AskedCheck, error: OfficineError, facts: DegradedFacts): ResultRecord {
  const { untilMs, lastKnown } = facts;
  const data: CheckDegraded = {
    ...common(subjectOfCheck(asked), facts),
    cause: causeOf(error),
    advice: catalogueEntry(error.code).advice,
    recheck: { until: untilMs === null ? null : isoOf(untilMs) },
    ...(lastKnown && { lastKnown }),
  };
  return write(checkDegraded, subjectOfCheck(asked), data, facts);
}

/** Will not be asked (again). */
export function writeRejected(subject: ResultSubject, error: OfficineError, facts: ResultFacts): ResultRecord {
  const data: CheckRejected = {
    ...common(subject, facts),
    cause: causeOf(error),
    advice: catalogueEntry(error.code).advice,
    ...(facts.supersedes && { supersedes: facts.supersedes }),
    ...(error.details.charter && { charter: error.details.charter }),
  };
  return write(checkRejected, subject, data, facts);
}

/** The CloudEvents id of a result. */
export function idOf(result: Pick<ResultRecord, 'headers'>): string {
  return result.headers['ce_id'] ?? '';
}

function common(subject: ResultSubject, facts: ResultFacts) {
  const { requestId, check, pharmacy, attempt, receivedAtMs, traceparent } = subject;
  const traceId = traceparent?.split('-')[1];
  return {
    requestId,
    ...(check && { check }),
    ...(pharmacy && { pharmacy }),
    environment: facts.environment,
    attempt,
    ...(traceId && { traceId }),
    ...(facts.correlationId && { correlationId: facts.correlationId }),
    timings: {
      receivedAt: isoOf(receivedAtMs),
      ...(facts.calledAtMs !== undefined && { calledAt: isoOf(facts.calledAtMs) }),
      concludedAt: isoOf(facts.concludedAtMs),
      ...(facts.mysecuMs !== undefined && { mysecuMs: Math.round(facts.mysecuMs) }),
    },
  };
}

function causeOf({ code, retryable, details }: OfficineError): Cause {
  const { step, field, detail, until, reason } = details;
  return {
    code,
    step,
    retryable,
    ...(field && { field }),
    ...(detail && { detail }),
    ...(until && { until }),
    ...(reason && Object.keys(reason).length > 0 && { reason }),
  };
}

function write<Data>(event: EventDefinition<Data>, subject: ResultSubject, data: Data, facts: ResultFacts): ResultRecord {
  const { headers, value } = encodeEvent(event, {
    id: newEventId(),
    source: SOURCE,
    subject: subject.requestId,
    time: isoOf(facts.concludedAtMs),
    extensions: {
      sourceposition: positionText(subject.source),
      ...(subject.requestHash && { requesthash: subject.requestHash }),
      // Positions of the two topics look alike.
      ...(subject.lane && { lane: subject.lane }),
    },
    data,
  });
  const { vendor, source, traceparent } = subject;
  return {
    vendor,
    partition: source.partition,
    key: subject.pharmacy ?? null,
    headers: { ...headers, ...(traceparent && { traceparent }) },
    value,
  };
}

/** RFC 3339 in UTC. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
