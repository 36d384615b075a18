import { setTimeout as delay } from 'node:timers/promises';
import { failureType } from '../connect/failure.ts';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import { withDeadline } from '../connect/with-deadline.ts';
import type { TopicPartition } from '../group/assignment.ts';
import type { FetchedBatch } from '../group/fetched-batch.ts';
import { Pace } from '../group/pace.ts';
import type { GapNames } from '../history/gap-detector.ts';
import type { InboundRecord, Position } from '../records/record.ts';
import type { Ends, TopicOffsets } from '../topics/topic-offsets.ts';
import { CompanionPosition } from './companion-position.ts';

/** A second topic that the owner of lead/p reads p of, for instance the results beside the requests. */
export interface Companion {
  readonly topic: string;
  /**
   * From when on the companion must have been read before any lead record is handled, ms since the epoch.
   * @param oldestUncommittedTimestamp of the lead partition; null when everything was committed.
   */
  from(partition: number, oldestUncommittedTimestamp: number | null): number;
  /** Called in order; after an assignment possibly twice for a record. */
  read(record: InboundRecord): void;
  /** The necessary part was read: lead records flow from now on. */
  assigned?(partition: number): void;
  lost?(partition: number): void;
  /** How far back the companion is read in the end, ms. */
  readonly windowMs: number;
  /** How lead records and their answers here name each other; given, whatever stays without an answer is told. */
  readonly names?: GapNames;
  /** How long after its handling an answer may take to be read back, ms. */
  readonly answerWithinMs?: number;
}

/** What the reader needs of its runner. */
export interface CompanionSurroundings {
  readonly logger: KafkaLogger;
  readonly offsets: Pick<TopicOffsets, 'since' | 'ends'>;
  readonly leadTopic: string;
  readonly groupId: string;
  pause(place: TopicPartition): void;
  resume(place: TopicPartition): void;
  seek(position: Position): void;
  /** Timestamp of the oldest uncommitted record of the lead partition once it is known; null when there is none. */
  oldestUncommitted(partition: number, isLost: () => boolean): Promise<number | null>;
  /** Told of every companion record before it is read. */
  seen(record: InboundRecord): void;
}

const RETRY_MS = 250;
/** What a former owner had on its way when it lost the partition has arrived after so long: it begins nothing any more. */
const FORMER_OWNER_MS = 5_000;
/** Whoever waits for what others wrote does so no longer than this: then Kafka is in trouble, and takes its time for everything. */
const READ_TO_NOW_MS = 2_000;

/** Reads the companion's partitions: first what the waiting lead records depend on, then the rest of the window behind it. */
export class CompanionReader {
  readonly #companion: Companion;
  readonly #around: CompanionSurroundings;
  readonly #positions = new Map<number, CompanionPosition>();
  /** Once it was read to its end: every result that this process writes would end the fetch in progress. */
  readonly #pace: Pace;
  /** Where the companion's partitions end, as it will be asked in a moment: once for all who want to know. */
  #ends: Promise<ReadonlyMap<number, Ends>> | undefined;

  constructor(companion: Companion, surroundings: CompanionSurroundings) {
    this.#companion = companion;
    this.#around = surroundings;
    this.#pace = new Pace(surroundings);
  }

  get topic(): string {
    return this.#companion.topic;
  }

  start(): void {
    this.#pace.start();
  }

  stop(): void {
    this.#pace.stop();
  }

  /** Partitions whose lead records still wait for the companion. */
  pending(): number[] {
    return [...this.#positions]
      .filter(([, position]) => position.phase === 'unplaced' || position.phase === 'head')
      .map(([p]) => p);
  }

  /** Partitions whose head has been read for longer than `ms`, with no end. */
  overdue(ms: number): number[] {
    const due = [...this.#positions].filter(([, { phase, since }]) => phase === 'head' && performance.now() - since > ms);
    return due.map(([partition]) => partition);
  }

  /** Whether everything that is in the partition was read. */
  isComplete(partition: number): boolean {
    return this.#positions.get(partition)?.phase === 'live';
  }

  /**
   * Resolves when everything was read that former owners had written to the partition by now, and in any case after two seconds. Reading
   * has its pace, so that a companion record may be known up to half a second after it was written, and on a busy machine later.
   */
  async readToNow(partition: number): Promise<void> {
    const position = this.#positions.get(partition);
    if (position !== undefined && !position.isAlone) {
      await withDeadline(this.#readToEnd(partition, position), READ_TO_NOW_MS).catch(() => undefined);
    }
  }

  async #readToEnd(partition: number, position: CompanionPosition): Promise<void> {
    const isAlone = performance.now() - position.gainedAt > FORMER_OWNER_MS;
    const end = (await this.#endsNow()).get(partition)?.high ?? 0n;
    this.#pace.hurry({ topic: this.topic, partition });
    await position.reading(end);
    position.isAlone ||= isAlone;
  }

  /** A look that began before it was asked for may miss what was written in between. */
  async #endsNow(): Promise<ReadonlyMap<number, Ends>> {
    this.#ends ??= turnOfTheLoop().then(() => {
      this.#ends = undefined;
      return this.#around.offsets.ends(this.topic);
    });
    return await this.#ends;
  }

  /** Takes over a partition; `ready` is called when the lead records may flow. */
  gain(partition: number, ready: () => void): void {
    const position = new CompanionPosition(ready);
    this.#positions.set(partition, position);
    this.#pace.forget({ topic: this.topic, partition });
    this.#around.pause({ topic: this.topic, partition });
    void this.#place(partition, position);
  }

  /** The group was shared anew and the partition stayed: kafkajs would start at the commit, and there is none. */
  keep(partition: number): void {
    const position = this.#positions.get(partition);
    position?.touch();
    const next = position?.next;
    if (next === undefined) {
      this.#around.pause({ topic: this.topic, partition });
    } else {
      this.#around.resume({ topic: this.topic, partition });
      this.#around.seek({ topic: this.topic, partition, offset: next });
    }
  }

  lose(partition: number): void {
    this.#pace.forget({ topic: this.topic, partition });
    if (this.#positions.delete(partition)) {
      this.#companion.lost?.(partition);
    }
  }

  take(batch: FetchedBatch): bigint {
    const position = this.#positions.get(batch.partition);
    if (position === undefined) {
      return batch.end;
    }
    for (const record of batch.records) {
      if (!position.knows(record.offset)) {
        this.#read(record);
      }
    }
    this.#advance(batch.partition, position, batch.end);
    // What lies behind the end of a full fetch is read at once: until then the records that it answers are held as unanswered.
    if (position.phase === 'live' && batch.end >= batch.highWatermark) {
      this.#pace.rest({ topic: this.topic, partition: batch.partition });
    }
    return batch.end;
  }

  async #place(partition: number, position: CompanionPosition): Promise<void> {
    const isLost = () => this.#positions.get(partition) !== position;
    while (!isLost()) {
      try {
        const oldest = await this.#around.oldestUncommitted(partition, isLost);
        const { head, end, start } = await this.#bounds(partition, this.#companion.from(partition, oldest));
        if (isLost()) {
          return;
        }
        position.place({ head, end, start });
        this.#around.seek({ topic: this.topic, partition, offset: head });
        this.#around.resume({ topic: this.topic, partition });
        this.#advance(partition, position, head);
        return;
      } catch (error) {
        const details = { topic: this.topic, partition, reason: failureType(error) };
        this.#around.logger.warn(details, 'cannot find where to read from yet');
        await delay(RETRY_MS);
      }
    }
  }

  async #bounds(partition: number, from: number): Promise<{ head: bigint; end: bigint; start: bigint }> {
    const { offsets } = this.#around;
    const [heads, starts, ends] = await Promise.all([
      offsets.since(this.topic, from),
      offsets.since(this.topic, Date.now() - this.#companion.windowMs),
      offsets.ends(this.topic),
    ]);
    const head = heads.get(partition);
    const start = starts.get(partition);
    const end = ends.get(partition)?.high;
    if (head === undefined || start === undefined || end === undefined) {
      throw new Error('the companion has no such partition');
    }
    return { head, end, start };
  }

  #advance(partition: number, position: CompanionPosition, next: bigint): void {
    const before = position.phase;
    const backTo = position.advance(next);
    if (before === 'head' && position.phase !== 'head') {
      this.#companion.assigned?.(partition);
      position.ready();
    }
    if (backTo !== null) {
      this.#around.seek({ topic: this.topic, partition, offset: backTo });
    }
  }

  #read(record: InboundRecord): void {
    try {
      this.#around.seen(record);
      this.#companion.read(record);
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      this.#around.logger.error(
        { topic: record.topic, partition: record.partition, error: kind },
        'a companion record was not read',
      );
    }
  }
}

async function turnOfTheLoop(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
