import type { Kafka, Producer, RecordMetadata, TopicMessages } from 'kafkajs';
import { withDeadline } from '../connect/with-deadline.ts';

const CONNECT_MS = 15_000;
const SEND_MS = 15_000;
const ACK_MS = 4_000;

/**
 * The one idempotent producer of a publisher, made when needed and replaced after every failure that kafkajs gave up on:
 * such a failure winds the partition's sequence back (`producer/sendMessages.js`), so the next send of the same producer
 * would carry a sequence that the broker may already have, and be acknowledged without being written.
 */
export class ProducerSlot {
  readonly #kafka: Kafka;
  #producer: Promise<Producer> | undefined;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  async connect(): Promise<void> {
    await this.#connected();
  }

  /** Sends with `acks=all`; a failure has already replaced the producer when it is thrown. */
  async send(topicMessages: TopicMessages[]): Promise<RecordMetadata[]> {
    try {
      const producer = await this.#connected();
      return await withDeadline(producer.sendBatch({ acks: -1, timeout: ACK_MS, topicMessages }), SEND_MS);
    } catch (error) {
      this.replace();
      throw error;
    }
  }

  /** The next send gets a new producer, with new metadata and a new producer id. */
  replace(): void {
    const old = this.#producer;
    this.#producer = undefined;
    void release(old);
  }

  async close(): Promise<void> {
    const old = this.#producer;
    this.#producer = undefined;
    await release(old);
  }

  #connected(): Promise<Producer> {
    this.#producer ??= (async () => {
      const producer = this.#kafka.producer({
        idempotent: true,
        allowAutoTopicCreation: false,
        maxInFlightRequests: 1,
        metadataMaxAge: 60_000,
        // Enough to ride out a leader election; the publisher itself retries what takes longer, with a new producer.
        retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 500 },
        // Every record names its partition: a second choice inside a retry could differ from the first.
        createPartitioner:
          () =>
          ({ message }) =>
            message.partition ?? 0,
      });
      try {
        await withDeadline(producer.connect(), CONNECT_MS);
      } catch (error) {
        void release(Promise.resolve(producer));
        throw error;
      }
      return producer;
    })();
    return this.#producer;
  }
}

async function release(producer: Promise<Producer> | undefined): Promise<void> {
  try {
    const connected = await producer;
    if (connected !== undefined) {
      await withDeadline(connected.disconnect(), 2_000);
    }
  } catch {
    // It is being thrown away because it failed.
  }
}
