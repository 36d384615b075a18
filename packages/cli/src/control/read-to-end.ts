import { randomUUID } from 'node:crypto';
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';

/**
 * Reads a topic of one partition or more from its first record to its end as of now; aborted transactions are left out.
 * Rejects when Kafka or the topic cannot be reached.
 */
export async function readToEnd(
  kafka: Kafka,
  topic: string,
  take: (message: KafkaMessage, partition: number) => void,
): Promise<void> {
  const unread = await endsOf(kafka, topic);
  if (unread.size === 0) {
    return;
  }
  const consumer = kafka.consumer({
    groupId: `officine.cli.${randomUUID()}`,
    maxWaitTimeInMs: 250,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const ended = untilRead(consumer, unread);
    await consumer.run({
      autoCommit: false,
      eachBatch({ batch }) {
        for (const message of batch.messages) {
          take(message, batch.partition);
        }
        return Promise.resolve();
      },
    });
    await ended;
  } finally {
    await consumer.disconnect();
  }
}

/** The next offset of each partition that holds anything. */
async function endsOf(kafka: Kafka, topic: string): Promise<Map<number, bigint>> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(topic);
    return new Map(
      offsets.filter(({ low, high }) => BigInt(low) < BigInt(high)).map(({ partition, high }) => [partition, BigInt(high)]),
    );
  } finally {
    await admin.disconnect();
  }
}

function untilRead(consumer: Consumer, unread: Map<number, bigint>): Promise<void> {
  return new Promise((resolve, reject) => {
    // The event, not the batch handler: a batch of transaction markers alone never reaches the handler.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      const end = unread.get(payload.partition);
      if (end !== undefined && BigInt(payload.lastOffset) + 1n >= end) {
        unread.delete(payload.partition);
      }
      if (unread.size === 0) {
        resolve();
      }
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  });
}
