import type { Admin, Kafka } from 'kafkajs';
import { withDeadline } from '../connect/with-deadline.ts';

const ASK_MS = 10_000;

/** The first offset of a partition that is still there, and the one that the next record gets. */
export interface Ends {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Asks brokers and coordinator for offsets. The admin client is replaced after a failure: it remembers every topic that it
 * was ever asked about, and one deleted since would fail all later questions.
 */
export class TopicOffsets {
  readonly #kafka: Kafka;
  #admin: Promise<Admin> | undefined;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  /** Low and high of each partition; high is the last stable offset: nothing beyond it can be read yet. */
  ends(topic: string): Promise<Map<number, Ends>> {
    return this.#ask(async (admin) => {
      const found = await admin.fetchTopicOffsets(topic);
      return new Map(found.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]));
    });
  }

  /** The first offset of each partition whose record is not older than `timestamp` (ms); the end where there is none. */
  since(topic: string, timestamp: number): Promise<Map<number, bigint>> {
    return this.#ask(async (admin) => {
      const found = await admin.fetchTopicOffsetsByTimestamp(topic, Math.max(0, Math.floor(timestamp)));
      return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
    });
  }

  /** What `groupId` committed of `topic`; partitions without a commit are left out. */
  committed(groupId: string, topic: string): Promise<Map<number, bigint>> {
    return this.#ask(async (admin) => {
      const found = await admin.fetchOffsets({ groupId, topics: [topic] });
      const partitions = found
        .flatMap((entry) => entry.partitions)
        .map(({ partition, offset }) => [partition, BigInt(offset)] as const);
      return new Map(partitions.filter(([, offset]) => offset >= 0n));
    });
  }

  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    await admin?.then((connected) => withDeadline(connected.disconnect(), 2_000)).catch(() => undefined);
  }

  async #ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    this.#admin ??= (async () => {
      const admin = this.#kafka.admin({ retry: { retries: 1, initialRetryTime: 50 } });
      await admin.connect();
      return admin;
    })();
    const admin = this.#admin;
    try {
      return await withDeadline(
        admin.then((connected) => question(connected)),
        ASK_MS,
      );
    } catch (error) {
      if (this.#admin === admin) {
        void this.close();
      }
      throw error;
    }
  }
}
