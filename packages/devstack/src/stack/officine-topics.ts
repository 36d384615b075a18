import { type ControlVendor, topics, vendorTopicName } from '@officine/contracts';
import { type Admin, Kafka, logLevel } from 'kafkajs';

/** The names of all topics of an installation with these vendors. */
export function topicNames(vendors: readonly ControlVendor[]): string[] {
  return [
    ...topics.internalTopics.map(({ name }) => name),
    ...vendors.flatMap((vendor) => topics.topicsOfVendor(vendor).map((topic) => vendorTopicName(topic, vendor.id))),
  ];
}

/** Does something with Kafka's administration, connected for just that. */
export async function withAdmin<T>(kafkaBrokers: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const kafka = new Kafka({ clientId: 'officine-devstack', brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
