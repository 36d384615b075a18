import { canonicalJson, checkAnswered, checkDegraded, checkRejected, checkRequested, decodeEvent } from '@officine/contracts';
import type { TopicRecord } from './record.ts';

/** A request that Kafka acknowledged. The same id may be asked several times. */
export interface RequestEntry {
  readonly id: string;
  readonly record: TopicRecord;
  readonly timeoutMs: number;
  /** What is asked, in canonical form: the same id with another content is a conflict. */
  readonly content: string;
  /** `partition:offset`, by which a result names its request. */
  readonly position: string;
}

/** One result record. */
export interface ResultEntry {
  readonly id: string;
  readonly requestId: string;
  readonly outcome: 'answered' | 'degraded' | 'rejected';
  /** `partition:offset` of the request that it was first given for. */
  readonly sourcePosition: string;
  readonly record: TopicRecord;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the topics say happened to one vendor's checks; nothing is taken from logs. */
export interface History {
  readonly requests: readonly RequestEntry[];
  /** Results in partition order, by request id. */
  readonly resultsOf: ReadonlyMap<string, readonly ResultEntry[]>;
}

const DEFAULT_TIMEOUT_MS = 3000;

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
  const position = `${record.partition}:${record.offset}`;
  if (!decoded.readable) {
    // Without an id its result names the position: one record of its own, whoever else sends the like.
    return decoded.id === undefined ? [{ id: position, record, timeoutMs: DEFAULT_TIMEOUT_MS, content: '', position }] : [];
  }
  if (decoded.event.type !== checkRequested.type) {
    return [];
  }
  const { id, data } = decoded.event;
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = data as { timeoutMs?: number };
  return [{ id, record, timeoutMs, content: canonicalJson(data), position }];
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
  const sourcePosition = record.headers['ce_sourceposition'] ?? '';
  return { id, requestId: subject, outcome, sourcePosition, record, data: data as Record<string, unknown> };
}
