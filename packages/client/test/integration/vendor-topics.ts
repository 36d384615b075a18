import { randomUUID } from 'node:crypto';
import { topics, vendorTopicName } from '@officine/contracts';
import { connectKafka, TopicAdmin } from '@officine/kafka';
import type { Kafka } from 'kafkajs';

export const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The shared broker that integration tests run on. */
export const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');

export function kafka(): Kafka {
  return connectKafka({ clientId: 'client-test', brokers }, SILENT);
}

/** A vendor that no other test knows, with its requests and results topics. */
export async function aVendor(): Promise<string> {
  const vendor = `test-${randomUUID().slice(0, 8)}`;
  const admin = new TopicAdmin(kafka());
  try {
    await admin.ensure(
      [topics.results, topics.requests].map((topic) => ({ name: vendorTopicName(topic, vendor), partitions: 3, config: {} })),
    );
  } finally {
    await admin.close();
  }
  return vendor;
}
