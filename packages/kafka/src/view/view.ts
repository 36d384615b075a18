import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { failureType } from '../connect/failure.ts';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import { withDeadline } from '../connect/with-deadline.ts';
import { Fence } from '../fence/fence.ts';
import { everyPartition } from '../group/assigners.ts';
import type { Assignment } from '../group/assignment.ts';
import type { FetchedBatch } from '../group/fetched-batch.ts';
import { GroupMember } from '../group/group-member.ts';
import { observe } from '../metrics/kafka-metrics.ts';
import type { InboundRecord } from '../records/record.ts';
import { TopicOffsets } from '../topics/topic-offsets.ts';

const RETRY_MS = 1_000;
/** What is written is heard at once all the same; a fetch without news, of which there are many, is rarer. */
const UNHURRIED_MS = 500;

export interface ViewOptions<V> {
  readonly kafka: Kafka;
  readonly logger: KafkaLogger;
  readonly topic: string;
  /** Names the view, and the group of one that it is: `officine.view.<name>.<random>`. */
  readonly name: string;
  /** The value of a record, or null to forget its key. Not called for null values. What it throws is told, not fatal. */
  readonly decode: (record: InboundRecord) => V | null;
  /** Called in order of each partition, also while the view is first read; `value` is undefined when the key was forgotten. */
  readonly onChange?: (key: string, value: V | undefined, record: InboundRecord) => void;
  /** A record that could not be decoded; what was known of its key stays. */
  readonly onUnreadable?: (record: InboundRecord, error: unknown) => void;
  /** How often the brokers are asked how far the view should be, ms. */
  readonly lookEveryMs?: number;
  /** After how long without being up to date the consumer is replaced, ms. */
  readonly stallMs?: number;
  /** Begin with so many of each partition's last records: for a topic that is kept for ever and of which the end counts. */
  readonly tail?: number;
}

/**
 * A compacted topic as a map in memory. The view is as fresh as the last time that the brokers' end of every partition was
 * found to be read: kafkajs tells of completed fetches also after failed ones (`consumer/consumerGroup.js` fetch), so they
 * prove nothing.
 */
export class View<V> {
  readonly #options: ViewOptions<V>;
  readonly #member: GroupMember;
  readonly #offsets: TopicOffsets;
  readonly #values = new Map<string, V>();
  readonly #next = new Map<number, bigint>();
  readonly #firstEnd = Promise.withResolvers<void>();
  #freshAt = Number.NEGATIVE_INFINITY;
  #stalledSince = performance.now();
  #unreadable = 0;
  #looking = false;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #unobserve: (() => void) | undefined;

  constructor(options: ViewOptions<V>) {
    this.#options = options;
    this.#offsets = new TopicOffsets(options.kafka);
    this.#member = new GroupMember({
      kafka: options.kafka,
      logger: options.logger,
      groupId: `officine.view.${options.name}.${randomUUID()}`,
      topics: [options.topic],
      assigner: everyPartition,
      // A view speaks for no partition: its fence only shows the age of its heartbeat.
      fence: new Fence(),
      maxBytesPerPartition: 1_048_576,
      maxWaitMs: UNHURRIED_MS,
      onAssigned: (assignment) => this.#assign(assignment),
      onBatch: (batch) => this.#take(batch),
    });
  }

  /** Begins to read from the beginning; returns at once. */
  start(): void {
    const { lookEveryMs = 1_000, name, tail } = this.#options;
    this.#stalledSince = performance.now();
    if (tail === undefined) {
      this.#member.start();
    } else {
      void this.#startAtTail(tail);
    }
    this.#timer ??= setInterval(() => this.#lookSoon(), lookEveryMs);
    this.#timer.unref();
    this.#unobserve = observe('officine.kafka.view.age', 'ms since the view was last up to date', () => [
      [this.ageMs(), { view: name }],
    ]);
  }

  /** Resolves once the view has reached the end that the topic had. @throws DeadlineExceeded after `timeoutMs`. */
  async caughtUp(timeoutMs: number): Promise<void> {
    await withDeadline(this.#firstEnd.promise, timeoutMs);
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  entries(): IterableIterator<[string, V]> {
    return this.#values.entries();
  }

  get size(): number {
    return this.#values.size;
  }

  /** ms since everything that was in the topic was known here, by the monotonic clock; infinite before the first time. */
  ageMs(): number {
    return performance.now() - this.#freshAt;
  }

  isFresh(maxAgeMs: number): boolean {
    return this.ageMs() <= maxAgeMs;
  }

  /** Why the view is not read, in words for an operator; null while it is. */
  get problem(): string | null {
    return this.#member.problem;
  }

  /** Records met so far that could not be decoded. */
  get unreadable(): number {
    return this.#unreadable;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unobserve?.();
    await Promise.all([this.#member.stop(), this.#offsets.close()]);
  }

  /** The member reads where `#next` says, once the brokers have told where the end is. */
  async #startAtTail(tail: number): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        for (const [partition, { low, high }] of await this.#offsets.ends(this.#options.topic)) {
          const from = high - BigInt(tail);
          this.#next.set(partition, from > low ? from : low);
        }
        break;
      } catch (error) {
        this.#options.logger.debug({ view: this.#options.name, reason: failureType(error) }, 'the end of the view is unknown');
        await delay(RETRY_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
    if (!this.#stopping.signal.aborted) {
      this.#member.start();
    }
  }

  #assign(assignment: Assignment): void {
    for (const partition of assignment.get(this.#options.topic) ?? []) {
      const offset = this.#next.get(partition);
      if (offset !== undefined) {
        this.#member.seek({ topic: this.#options.topic, partition, offset });
      }
    }
    this.#lookSoon();
  }

  #take(batch: FetchedBatch): bigint {
    for (const record of batch.records) {
      this.#read(record);
    }
    this.#next.set(batch.partition, batch.end);
    if (!Number.isFinite(this.#freshAt)) {
      this.#lookSoon();
    }
    return batch.end;
  }

  #read(record: InboundRecord): void {
    if (record.key === null) {
      return;
    }
    try {
      const value = record.value === null ? null : this.#options.decode(record);
      if (value === null) {
        this.#values.delete(record.key);
      } else {
        this.#values.set(record.key, value);
      }
      this.#options.onChange?.(record.key, value ?? undefined, record);
    } catch (error) {
      this.#unreadable += 1;
      const { topic, partition, offset } = record;
      const kind = error instanceof Error ? error.name : typeof error;
      this.#options.logger.error({ topic, partition, offset: String(offset), error: kind }, 'a record of a view is unreadable');
      this.#options.onUnreadable?.(record, error);
    }
  }

  #lookSoon(): void {
    if (!this.#looking) {
      this.#looking = true;
      void this.#look();
    }
  }

  async #look(): Promise<void> {
    const asked = performance.now();
    const before = new Map(this.#next);
    try {
      const ends = await this.#offsets.ends(this.#options.topic);
      if ([...ends].some(([partition, { high }]) => (before.get(partition) ?? 0n) > high)) {
        // The topic was made anew: our place in the old one means nothing.
        this.#next.clear();
        this.#member.restart('offsets went back');
      }
      const atEnd = [...ends].every(([partition, { low, high }]) => low >= high || (this.#next.get(partition) ?? 0n) >= high);
      if (atEnd && this.#member.joined) {
        this.#freshAt = asked;
        this.#stalledSince = asked;
        this.#firstEnd.resolve();
      }
    } catch (error) {
      this.#options.logger.debug({ view: this.#options.name, reason: failureType(error) }, 'the end of the view is unknown');
    } finally {
      this.#looking = false;
    }
    const { stallMs = 20_000 } = this.#options;
    if (this.#member.joined && performance.now() - this.#stalledSince > stallMs) {
      this.#stalledSince = performance.now();
      this.#member.restart('stale view');
    }
  }
}
