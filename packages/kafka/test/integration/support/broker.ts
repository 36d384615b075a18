import { randomUUID } from 'node:crypto';
import type { Admin, Kafka } from 'kafkajs';
import { connectKafka, type KafkaLogger, Publisher, TopicAdmin } from '../../../src/index.ts';

/** What a test needs of the shared broker; everything it made is gone after `close`. */
export interface Broker {
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly publisher: Publisher;
  readonly logger: KafkaLogger;
  /** Makes a topic of its own. */
  topic(partitions: number, config?: Record<string, string>): Promise<string>;
  group(): string;
  committed(groupId: string, topic: string): Promise<Record<number, string>>;
  /** Called in reverse order by `close`. */
  onClose(stop: () => Promise<void>): void;
  close(): Promise<void>;
}

const quiet: KafkaLogger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export async function aBroker(): Promise<Broker> {
  const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== '');
  if (brokers.length === 0) {
    throw new Error('KAFKA_BROKERS names no broker to test with');
  }
  const kafka = connectKafka({ clientId: 'officine-kafka-test', brokers }, quiet);
  const admin = kafka.admin();
  await admin.connect();
  const creator = new TopicAdmin(kafka);
  const publisher = new Publisher({ kafka, logger: quiet, name: 'test' });
  const topics: string[] = [];
  const stops: (() => Promise<void>)[] = [];
  return {
    kafka,
    admin,
    publisher,
    logger: quiet,
    async topic(partitions, config = {}) {
      const topic = `officine.test.${randomUUID()}`;
      await creator.ensure([{ name: topic, partitions, config }]);
      topics.push(topic);
      return topic;
    },
    group: () => `officine.test.${randomUUID()}`,
    async committed(groupId, topic) {
      const found = await admin.fetchOffsets({ groupId, topics: [topic] });
      return Object.fromEntries(
        found.flatMap(({ partitions }) => partitions.map(({ partition, offset }) => [partition, offset])),
      );
    },
    onClose: (stop) => stops.push(stop),
    async close() {
      for (const stop of stops.toReversed()) {
        await stop();
      }
      await publisher.stop();
      const existing = new Set(await admin.listTopics());
      await admin.deleteTopics({ topics: topics.filter((topic) => existing.has(topic)) });
      await creator.close();
      await admin.disconnect();
    },
  };
}
