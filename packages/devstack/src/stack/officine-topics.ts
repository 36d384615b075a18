import { type ControlVendor, topics, vendorTopicName } from '@officine/contracts';
import { connectKafka, type KafkaLogger, type KafkaSettings } from '@officine/kafka';
import type { Admin } from 'kafkajs';

const SILENT: KafkaLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The names of all topics of an installation with these vendors. */
export function topicNames(vendors: readonly ControlVendor[]): string[] {
  return [
    ...topics.internalTopics.map(({ name }) => name),
    ...vendors.flatMap((vendor) => topics.topicsOfVendor(vendor).map((topic) => vendorTopicName(topic, vendor.id))),
  ];
}

/** Does something with Kafka's administration, connected for just that. */
export async function withAdmin<T>(kafka: KafkaSettings, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = connectKafka(kafka, SILENT).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
