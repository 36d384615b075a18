import type { FetchedBatch } from '../group/fetched-batch.ts';
import { recordBytes } from '../records/inbound-record.ts';
import type { InboundRecord } from '../records/record.ts';
import { anyOf } from './any-of.ts';

export interface WindowLimits {
  /** Records handled at the same time. */
  readonly records: number;
  /** Bytes that wait for their turn. */
  readonly bytes: number;
}

/** How many times the concurrent records may wait behind them: enough to bridge a fetch, little enough to stay small. */
const BACKLOG = 8;

/**
 * The records of one partition between fetch and commit. They are handled side by side and may finish in any order; what may
 * be committed is the end of the finished prefix, never a finished record behind an open one.
 */
export class PartitionWindow {
  readonly partition: number;
  /** Aborts when the partition is lost. */
  readonly lost = new AbortController();
  readonly #limits: WindowLimits;
  readonly #queue: InboundRecord[] = [];
  /** What is not committed yet, with the timestamp that tells a record met again from another one at its offset. */
  readonly #uncommitted = new Map<bigint, { readonly timestamp: number; finished: boolean }>();
  /** Offsets from the oldest unfinished one on, in order. */
  readonly #order: bigint[] = [];
  #queuedBytes = 0;
  #running = 0;
  #next: bigint | null = null;
  #acknowledged: bigint | null = null;
  /** Where reading stands in this assignment, and the least it can have started from. */
  #readTo: bigint | null = null;
  #floor: bigint | null = null;
  #oldestSeen: InboundRecord | null = null;
  #repeatsBefore: bigint | null = null;
  #holds = 0;
  #owned: { readonly fence: AbortSignal; readonly signal: AbortSignal } | undefined;

  constructor(partition: number, limits: WindowLimits) {
    this.partition = partition;
    this.#limits = limits;
  }

  /** The offset to read next; null before anything was fetched. */
  get next(): bigint | null {
    return this.#next;
  }

  get queued(): number {
    return this.#queue.length;
  }

  get running(): number {
    return this.#running;
  }

  get held(): boolean {
    return this.#holds > 0;
  }

  /** The first record since the partition was gained: the oldest one that nobody has committed. */
  get oldestSeen(): InboundRecord | null {
    return this.#oldestSeen;
  }

  /** Whether the partition should rest until the backlog is worked off. */
  get full(): boolean {
    return this.#queue.length >= this.#limits.records || this.#queuedBytes >= this.#limits.bytes;
  }

  /** Whether reading should go on; well before it is empty, as a resumed partition waits for the fetch in progress. */
  get roomy(): boolean {
    return this.#queue.length <= this.#limits.records / 2 && this.#queuedBytes <= this.#limits.bytes / 2;
  }

  /**
   * Whether the batch is of another life: the topic was made anew, or somebody set the offsets back. Within one assignment
   * reading only goes forward; after a new one it starts at a commit that is not older than the last one known then.
   */
  isRewind({ records }: FetchedBatch): boolean {
    const first = records[0]?.offset;
    const start = this.#readTo ?? this.#floor;
    const before = first !== undefined && start !== null && first < start;
    return (
      before || records.some(({ offset, timestamp }) => (this.#uncommitted.get(offset)?.timestamp ?? timestamp) !== timestamp)
    );
  }

  /** What reading passed over since the last batch: kafkajs lost its place, or the records were gone before we came to them. */
  passedOver({ from, records }: FetchedBatch): { readonly from: bigint; readonly to: bigint } | null {
    return records.length > 0 && this.#readTo !== null && from > this.#readTo ? { from: this.#readTo, to: from } : null;
  }

  /** The group was shared anew and the partition stayed: it is read again from the commit. */
  rejoined(): void {
    this.#readTo = null;
    this.#floor = this.#acknowledged;
  }

  /** Takes what there is room for, leaving out records that are already here; returns the offset to read next. */
  offer(batch: FetchedBatch): bigint {
    this.#readTo = this.#accept(batch);
    return this.#readTo;
  }

  /** Aborts when the partition is lost or `fence` does: one signal for all records that are begun under the same fence. */
  ownedUnder(fence: AbortSignal): AbortSignal {
    if (this.#owned?.fence !== fence) {
      this.#owned = { fence, signal: anyOf(this.lost.signal, fence) };
    }
    return this.#owned.signal;
  }

  /** Whether a record may be a repeat of one that a former owner has begun. */
  mayBeRepeat(record: InboundRecord): boolean {
    return this.#repeatsBefore !== null && record.offset < this.#repeatsBefore;
  }

  canStart(): boolean {
    return this.#holds === 0 && this.#queue.length > 0 && this.#running < this.#limits.records;
  }

  /** The next record in order; undefined when none may start. */
  take(): InboundRecord | undefined {
    const record = this.canStart() ? this.#queue.shift() : undefined;
    if (record !== undefined) {
      this.#queuedBytes -= recordBytes(record);
      this.#running += 1;
    }
    return record;
  }

  /** A record that was taken is done, or given up without being finished (`finished` false): then nothing after it commits. */
  settle(record: InboundRecord, finished: boolean): void {
    this.#running -= 1;
    if (!finished) {
      return;
    }
    const entry = this.#uncommitted.get(record.offset);
    if (entry !== undefined) {
      entry.finished = true;
    }
    while (this.#order[0] !== undefined && this.#uncommitted.get(this.#order[0])?.finished === true) {
      this.#order.shift();
    }
  }

  /** Forgets what has not started: it was never committed and will be read again by whoever comes next. */
  dropQueued(): void {
    this.#queue.length = 0;
    this.#queuedBytes = 0;
  }

  /** Starts nothing new until the returned function is called. */
  hold(): () => void {
    this.#holds += 1;
    let released = false;
    return () => {
      if (!released) {
        released = true;
        this.#holds -= 1;
      }
    };
  }

  /** The end of the finished prefix; null before anything was fetched. */
  finishedTo(): bigint | null {
    return this.#order[0] ?? this.#next;
  }

  /** The offset to commit, or null when nothing has finished since the last commit. */
  committable(): bigint | null {
    const prefixEnd = this.finishedTo();
    return prefixEnd !== null && this.#acknowledged !== null && prefixEnd > this.#acknowledged ? prefixEnd : null;
  }

  committed(offset: bigint): void {
    if (this.#acknowledged === null || offset > this.#acknowledged) {
      this.#acknowledged = offset;
    }
    for (const known of this.#uncommitted.keys()) {
      if (known >= offset) {
        break;
      }
      this.#uncommitted.delete(known);
    }
  }

  #accept(batch: FetchedBatch): bigint {
    this.#repeatsBefore ??= batch.highWatermark;
    this.#acknowledged ??= batch.records[0]?.offset ?? batch.end;
    for (const record of batch.records) {
      if (this.#next !== null && record.offset < this.#next) {
        continue;
      }
      const bytes = recordBytes(record);
      const backlogged = this.#queue.length >= this.#limits.records * BACKLOG || this.#queuedBytes + bytes > this.#limits.bytes;
      if (this.#queue.length > 0 && backlogged) {
        return record.offset;
      }
      this.#oldestSeen ??= record;
      this.#queue.push(record);
      this.#queuedBytes += bytes;
      this.#uncommitted.set(record.offset, { timestamp: record.timestamp, finished: false });
      this.#order.push(record.offset);
      this.#next = record.offset + 1n;
    }
    if (this.#next === null || batch.end > this.#next) {
      this.#next = batch.end;
    }
    return batch.end;
  }
}
