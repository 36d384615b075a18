import type { EventRecord } from '@officine/contracts';
import { everyPartition, inboundHeaders, TopicOffsets, withDeadline } from '@officine/kafka';
import type { Batch, Consumer, Kafka } from 'kafkajs';

const SESSION_MS = 10_000;
const HEARTBEAT_MS = 1_000;
/** New partitions of the results topic must be read before requests reach theirs. */
const METADATA_MAX_AGE_MS = 5_000;
/** How often the brokers are asked how far reading should be, and after how long without progress the reader is replaced. */
const LOOK_MS = 5_000;
const STALLED_MS = 15_000;
const LEAVE_MS = 3_000;

export interface ResultsTailOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  /** Begins the names of the groups of one that it reads in. */
  readonly groupId: string;
  readonly take: (record: EventRecord) => void;
}

/**
 * Reads every partition of a topic from its end as of `anchor()`, and never misses what follows: positions are kept here, not in Kafka,
 * and are sought again after every join, as kafkajs would otherwise go on from the new end.
 */
export class ResultsTail {
  readonly #options: ResultsTailOptions;
  readonly #next = new Map<number, bigint>();
  #anchored = false;
  #reads = 0;
  #currentAtMs: number | undefined;

  constructor(options: ResultsTailOptions) {
    this.#options = options;
  }

  /** What is written to the topic from now on will be read. */
  get anchored(): boolean {
    return this.#anchored;
  }

  /** Since something was read, or there was nothing to read. */
  get lastReadMsAgo(): number | null {
    return this.#currentAtMs === undefined ? null : Math.round(performance.now() - this.#currentAtMs);
  }

  /** Settles where reading starts. Rejects when Kafka or the topic cannot be reached. */
  async anchor(): Promise<void> {
    if (this.#anchored) {
      return;
    }
    const offsets = new TopicOffsets(this.#options.kafka);
    try {
      for (const [partition, { high }] of await offsets.ends(this.#options.topic)) {
        this.#next.set(partition, high);
      }
      this.#anchored = true;
    } finally {
      await offsets.close();
    }
  }

  /** Reads until `signal` ends it; rejects when the reader broke. Call it again then: it goes on where it was. */
  async read(signal: AbortSignal, joined: () => void): Promise<void> {
    const offsets = new TopicOffsets(this.#options.kafka);
    const consumer = this.#consumer();
    const ending = Promise.withResolvers<void>();
    // It may end before anybody waits for it.
    ending.promise.catch(() => {});
    const stop = () => ending.resolve();
    signal.addEventListener('abort', stop, { once: true });
    this.#currentAtMs = performance.now();
    const watchdog = setInterval(() => this.#look(offsets, ending.reject), LOOK_MS);
    try {
      this.#listen(consumer, joined, ending.reject);
      await Promise.race([this.#run(consumer), ending.promise]);
      await ending.promise;
    } finally {
      clearInterval(watchdog);
      signal.removeEventListener('abort', stop);
      await Promise.all([withDeadline(consumer.disconnect(), LEAVE_MS).catch(() => {}), offsets.close()]);
    }
  }

  #consumer(): Consumer {
    const { kafka, groupId } = this.#options;
    this.#reads += 1;
    return kafka.consumer({
      // Each time another group: in the old one the coordinator would first wait out the session of the member that broke.
      groupId: `${groupId}.${this.#reads}`,
      partitionAssigners: [everyPartition],
      sessionTimeout: SESSION_MS,
      rebalanceTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: 250,
      metadataMaxAge: METADATA_MAX_AGE_MS,
      // A restart inside kafkajs keeps its cluster object, and whatever state that got stuck in.
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
  }

  async #run(consumer: Consumer): Promise<void> {
    await consumer.connect();
    // Where a position is not known to us it is a new partition's, and all of it is ours to read.
    await consumer.subscribe({ topic: this.#options.topic, fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatch: ({ batch }) => Promise.resolve(this.#take(batch)) });
  }

  #listen(consumer: Consumer, joined: () => void, broke: (error: Error) => void): void {
    const { topic } = this.#options;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      for (const partition of payload.memberAssignment[topic] ?? []) {
        const offset = this.#next.get(partition) ?? 0n;
        consumer.seek({ topic, partition, offset: offset.toString() });
      }
      joined();
    });
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      // The event, not the batch: transaction markers alone never become one.
      this.#next.set(payload.partition, BigInt(payload.lastOffset) + 1n);
      this.#currentAtMs = performance.now();
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => broke(payload.error));
  }

  #take({ partition, messages }: Batch): void {
    for (const { offset, headers, value } of messages) {
      const at = BigInt(offset);
      // A fetch after a join may begin before what was taken already.
      if (at >= (this.#next.get(partition) ?? 0n)) {
        this.#next.set(partition, at + 1n);
        this.#options.take({ headers: inboundHeaders(headers), value });
      }
    }
  }

  /** A kafkajs consumer can go on with its heartbeats, and even its fetches, while it reads nothing any more. */
  #look(offsets: TopicOffsets, broke: (error: Error) => void): void {
    const askedAtMs = performance.now();
    offsets.ends(this.#options.topic).then(
      (ends) => {
        if ([...ends].every(([partition, { low, high }]) => low >= high || (this.#next.get(partition) ?? 0n) >= high)) {
          this.#currentAtMs = Math.max(askedAtMs, this.#currentAtMs ?? askedAtMs);
        } else if ((this.lastReadMsAgo ?? 0) > STALLED_MS) {
          broke(new Error('The results topic is not read any more'));
        }
      },
      // Not to be asked now is Kafka's outage, which the reader notices by itself.
      () => {},
    );
  }
}
