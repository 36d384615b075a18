import type { Consumer, EachBatchPayload, Kafka, PartitionAssigner } from 'kafkajs';
import { failureType, isHopeless } from '../connect/failure.ts';
import { interruptible } from '../connect/interruptible.ts';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import { withDeadline } from '../connect/with-deadline.ts';
import type { Fence } from '../fence/fence.ts';
import { kafkaMetrics, observe } from '../metrics/kafka-metrics.ts';
import { inboundRecord } from '../records/inbound-record.ts';
import type { Position } from '../records/record.ts';
import { type Assignment, assignmentOf, type TopicPartition } from './assignment.ts';
import { createConsumer } from './consumer-settings.ts';
import { diagnose } from './diagnose.ts';
import type { FetchedBatch } from './fetched-batch.ts';
import { listenToHeartbeats } from './heartbeats.ts';

export interface GroupMemberOptions {
  readonly kafka: Kafka;
  readonly logger: KafkaLogger;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly assigner: PartitionAssigner;
  readonly fence: Fence;
  readonly sessionTimeoutMs?: number;
  readonly heartbeatMs?: number;
  readonly maxBytesPerPartition?: number;
  readonly maxWaitMs?: number;
  /**
   * Called within the group's join, before anything is fetched: pausing and seeking here takes effect in time.
   * @param epoch counts the joins of this member's life.
   */
  onAssigned(assignment: Assignment, epoch: number): void;
  /** Takes records without waiting for their handling; returns the offset to read next, at most `batch.end`. */
  onBatch(batch: FetchedBatch): bigint;
  /** The group is about to be shared anew; a commit made now still counts. */
  onRebalancing?(): void;
  /** Not a member any more; another consumer takes over shortly. */
  onDown?(): void;
  /** Nothing that a restart could mend, such as refused credentials. */
  onFatal?(error: Error): void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;
const DISCONNECT_MS = 5_000;
const WATCH_MS = 1_000;
/** Without a heartbeat for longer than a session, kafkajs hangs: it would know by now that it was thrown out. */
const SILENT_MEMBER_MS = 8_000;
/** A Kafka that is slow is made no quicker by consumers that come anew all at once: each failure in a row is waited for longer. */
const PATIENCE = 4;
/** A join waits for the others, at most one rebalance, and as long again when it is refused. */
const SILENT_JOIN_MS = 20_000;

/**
 * One membership in a consumer group that outlives kafkajs' consumers: whatever ends one, a new one with new metadata takes
 * over. kafkajs' own restart is off, as it keeps the cluster object, and with it a deleted topic that fails every metadata
 * request, and as it stays down for good after errors that it calls not retriable (`consumer/index.js` onCrash).
 */
export class GroupMember {
  readonly #options: GroupMemberOptions;
  #consumer: Consumer | undefined;
  #commit: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;
  #ending: PromiseWithResolvers<Error | null> | undefined;
  #epoch = 0;
  #lastSign = Number.NEGATIVE_INFINITY;
  #joined = false;
  /** Joined, and not told since that the group is shared anew. */
  #settled = false;
  #problem: string | null = 'not started';
  /** Consumers in a row that did not get into the group. */
  #failures = 0;
  readonly #stopping = new AbortController();
  #supervision: Promise<void> | undefined;
  #unobserve: (() => void) | undefined;

  constructor(options: GroupMemberOptions) {
    this.#options = options;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get joined(): boolean {
    return this.#joined;
  }

  /** Why it is not reading, in words for an operator; null while it is. */
  get problem(): string | null {
    return this.#problem;
  }

  start(): void {
    const { fence, groupId } = this.#options;
    this.#problem = 'joining';
    this.#unobserve = observe('officine.kafka.heartbeat.age', 'ms since the last acknowledged heartbeat', () => [
      [fence.ageMs(), { group: groupId }],
    ]);
    this.#supervision ??= this.#supervise();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#ending?.resolve(null);
    await this.#supervision;
    this.#unobserve?.();
    this.#problem = 'stopped';
  }

  /** Replaces the consumer: the way out of any state that kafkajs got stuck in. */
  restart(reason: string): void {
    this.#options.logger.warn({ group: this.#options.groupId, reason }, 'consumer is replaced');
    kafkaMetrics().stalls.add(1, { group: this.#options.groupId, reason });
    // An error of ours has no type of Kafka's: its reason is what an operator is told.
    this.#ending?.resolve(Object.assign(new Error(reason), { type: reason }));
  }

  pause({ topic, partition }: TopicPartition): void {
    if (this.#joined) {
      this.#consumer?.pause([{ topic, partitions: [partition] }]);
    }
  }

  resume({ topic, partition }: TopicPartition): void {
    if (this.#joined) {
      this.#consumer?.resume([{ topic, partitions: [partition] }]);
    }
  }

  /** The offset that is read next, whatever was committed. */
  seek({ topic, partition, offset }: Position): void {
    if (this.#joined) {
      this.#consumer?.seek({ topic, partition, offset: offset.toString() });
    }
  }

  /**
   * Commits once, under the generation of the current epoch. Must be called from a timer or an event of kafkajs, never from
   * a promise's continuation: only then is it certain that no assignment slips in between the caller's look at what it owns
   * and kafkajs' look at the generation. `consumer.commitOffsets` would retry under whatever generation comes next
   * (`consumer/runner.js` commitOffsets), and the broker accepts a commit of a partition that is somebody else's by then.
   * @throws when the broker did not acknowledge it.
   */
  async commit(next: readonly Position[]): Promise<void> {
    if (this.#commit === undefined || !this.#joined) {
      throw new Error('not a member of the group');
    }
    await this.#commit({
      topics: Object.values(Object.groupBy(next, ({ topic }) => topic)).map((positions = []) => ({
        topic: positions[0]?.topic ?? '',
        partitions: positions.map(({ partition, offset }) => ({ partition, offset: offset.toString() })),
      })),
    });
    kafkaMetrics().commits.add(1, { group: this.#options.groupId });
  }

  async #supervise(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#stopping.signal.aborted) {
      const since = this.#epoch;
      const error = await this.#live();
      if (error === null) {
        return;
      }
      // A problem that stays the same is not repeated at every attempt.
      const problem = await diagnose(this.#options.kafka, this.#options.topics, error);
      if (problem !== this.#problem) {
        this.#problem = problem;
        this.#options.logger.warn({ group: this.#options.groupId, problem }, 'not reading, trying again');
      }
      if (isHopeless(failureType(error))) {
        this.#options.onFatal?.(error);
      }
      const hasJoined = this.#epoch > since;
      this.#failures = hasJoined ? 0 : this.#failures + 1;
      pauseMs = hasJoined ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      await interruptible(pauseMs * (0.5 + Math.random()), [this.#stopping.signal]);
    }
  }

  /** One consumer's life: what ended it, or null when it was asked to stop. */
  async #live(): Promise<Error | null> {
    const consumer = createConsumer(this.#options);
    const ending = Promise.withResolvers<Error | null>();
    this.#consumer = consumer;
    this.#ending = ending;
    this.#lastSign = performance.now();
    this.#listen(consumer, ending);
    const running = this.#run(consumer);
    running.catch((error: unknown) => ending.resolve(error instanceof Error ? error : new Error(String(error))));
    const watch = setInterval(() => this.#watch(), WATCH_MS);
    watch.unref();
    try {
      return this.#stopping.signal.aborted ? null : await ending.promise;
    } finally {
      clearInterval(watch);
      // Before leaving the group: the moment we have left, others own what we had.
      this.#consumer = undefined;
      this.#joined = false;
      this.#settled = false;
      this.#commit = undefined;
      this.#options.fence.lapse();
      this.#options.onDown?.();
      await disconnect(consumer);
      // It may have been on its way into the group meanwhile, where it would sit on partitions that nobody handles.
      running.then(
        () => disconnect(consumer),
        () => disconnect(consumer),
      );
    }
  }

  async #run(consumer: Consumer): Promise<void> {
    await consumer.connect();
    if (this.#consumer === consumer) {
      await consumer.subscribe({ topics: [...this.#options.topics], fromBeginning: true });
    }
    if (this.#consumer === consumer) {
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: async (payload) => this.#take(consumer, payload),
      });
    }
  }

  /** kafkajs may hang in a join or on a connection without any event. */
  #watch(): void {
    const limitMs = this.#settled ? SILENT_MEMBER_MS : SILENT_JOIN_MS * Math.min(1 + this.#failures, PATIENCE);
    if (performance.now() - this.#lastSign > limitMs) {
      this.#lastSign = performance.now();
      this.restart('no heartbeat');
    }
  }

  #listen(consumer: Consumer, ending: PromiseWithResolvers<Error | null>): void {
    listenToHeartbeats(consumer, (sentAt) => {
      if (this.#consumer === consumer) {
        this.#lastSign = Math.max(this.#lastSign, sentAt);
        this.#options.fence.beat(sentAt);
      }
    });
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (this.#consumer === consumer) {
        this.#epoch += 1;
        this.#joined = true;
        this.#settled = true;
        this.#problem = null;
        this.#options.onAssigned(assignmentOf(payload.memberAssignment), this.#epoch);
      }
    });
    consumer.on(consumer.events.REBALANCING, () => {
      if (this.#consumer === consumer) {
        this.#settled = false;
        this.#options.onRebalancing?.();
      }
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => ending.resolve(payload.error));
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      // Transaction markers and aborted records never reach eachBatch, but they are passed all the same.
      if (payload.batchSize === 0 && this.#consumer === consumer) {
        const { topic, partition } = payload;
        const end = BigInt(payload.lastOffset) + 1n;
        this.#options.onBatch({ topic, partition, records: [], from: end, end, highWatermark: BigInt(payload.highWatermark) });
      }
    });
  }

  #take(consumer: Consumer, payload: EachBatchPayload): void {
    const { batch } = payload;
    if (this.#consumer !== consumer || payload.isStale() || !payload.isRunning()) {
      return;
    }
    this.#commit = payload.commitOffsetsIfNecessary;
    const { topic, partition } = batch;
    const records = batch.messages.map((message) => inboundRecord(topic, partition, message));
    const end = BigInt(batch.lastOffset()) + 1n;
    const from = fetchedFrom(batch) ?? records[0]?.offset ?? end;
    const next = this.#options.onBatch({ topic, partition, records, from, end, highWatermark: BigInt(batch.highWatermark) });
    const first = records[0]?.offset ?? end;
    if (next > first) {
      // Told of the last record, kafkajs steps over the transaction marker behind it as well.
      const last = next >= end ? (records.at(-1)?.offset ?? end - 1n) : next - 1n;
      payload.resolveOffset(last.toString());
    }
  }
}

/** kafkajs' types leave it out (`consumer/batch.js`). */
function fetchedFrom(batch: object): bigint | undefined {
  return 'fetchedOffset' in batch && typeof batch.fetchedOffset === 'string' ? BigInt(batch.fetchedOffset) : undefined;
}

async function disconnect(consumer: Consumer): Promise<void> {
  await withDeadline(consumer.disconnect(), DISCONNECT_MS).catch(() => undefined);
}
