import { checkAnswered, checkDegraded, checkRejected, checkRequested, decodeEvent } from '@officine/contracts';
import type { TopicRecord } from './record.ts';

/** A request that Kafka acknowledged. */
export interface RequestEntry {
  readonly id: string;
  readonly record: TopicRecord;
  readonly timeoutMs: number;
}

/** One result record. */
export interface ResultEntry {
  readonly id: string;
  readonly requestId: string;
  readonly outcome: 'answered' | 'degraded' | 'rejected';
  readonly record: TopicRecord;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the topics say happened to one vendor's checks; nothing is taken from logs. */
export interface History {
  readonly requests: readonly RequestEntry[];
  /** Results in partition order, by request id. */
  readonly resultsOf: ReadonlyMap<string, readonly ResultEntry[]>;
}

const OUTCOMES: Readonly<Record<string, ResultEntry['outcome']>> = {
  [checkAnswered.type]: 'answered',
  [checkDegraded.type]: 'degraded',
  [checkRejected.type]: 'rejected',
};

/** Reads the history out of the records of a vendor's requests and results topics. */
export function historyOf(requests: readonly TopicRecord[], results: readonly TopicRecord[]): History {
  const resultsOf = new Map<string, ResultEntry[]>();
  for (const record of results) {
    const entry = resultEntry(record);
    if (entry !== undefined) {
      resultsOf.set(entry.requestId, [...(resultsOf.get(entry.requestId) ?? []), entry]);
    }
  }
  return { requests: requests.flatMap(requestEntry), resultsOf };
}

function requestEntry(record: TopicRecord): readonly RequestEntry[] {
  const decoded = decodeEvent(record);
  if (!decoded.readable || decoded.event.type !== checkRequested.type) {
    return [];
  }
  const { timeoutMs = 3000 } = decoded.event.data as { timeoutMs?: number };
  return [{ id: decoded.event.id, record, timeoutMs }];
}

function resultEntry(record: TopicRecord): ResultEntry | undefined {
  const decoded = decodeEvent(record);
  if (!decoded.readable) {
    return undefined;
  }
  const outcome = OUTCOMES[decoded.event.type];
  if (outcome === undefined) {
    return undefined;
  }
  const { id, subject = '', data } = decoded.event;
  return { id, requestId: subject, outcome, record, data: data as Record<string, unknown> };
}
