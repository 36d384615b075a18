import { whileRetriable } from '@officine/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KafkaCluster, startKafkaCluster } from '../../src/infrastructure/kafka-cluster.ts';
import { silentProgress } from '../../src/infrastructure/progress.ts';
import { createRunFolder } from '../../src/infrastructure/run-folder.ts';

describe('a Kafka of three nodes', () => {
  const run = createRunFolder();
  let cluster: KafkaCluster;
  let kafka: Kafka;
  beforeAll(async () => {
    cluster = await startKafkaCluster(3, run, silentProgress);
    kafka = new Kafka({
      clientId: 'devstack-test',
      brokers: [...cluster.brokers],
      logLevel: logLevel.NOTHING,
      requestTimeout: 5_000,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 30 },
    });
  });
  afterAll(async () => {
    await cluster.stop();
    run.remove();
  });

  // Electing a leader takes seconds, starting a JVM beside two others some more: on a busy machine far more than a test usually has.
  it('keeps an acknowledged record through the crash of any one node', { timeout: 120_000 }, async () => {
    const topic = 'kept';
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 3 }], waitForLeaders: false });
    const before = await whileRetriable(() => admin.fetchTopicMetadata({ topics: [topic] }));
    const producer = kafka.producer({ idempotent: true });
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ value: 'before the crash' }] });
    const { leader } = before.topics[0]!.partitions[0]!;

    await cluster.killNode(leader);
    const written = await whileRetriable(() => producer.send({ topic, acks: -1, messages: [{ value: 'after the crash' }] }));
    await cluster.startNode(leader);
    const [offsets] = await admin.fetchTopicOffsets(topic);

    expect(written).toMatchObject([{ topicName: topic, errorCode: 0 }]);
    expect(offsets).toMatchObject({ low: '0', high: '2' });
    expect(cluster.pids).toHaveLength(3);
    await producer.disconnect();
    await admin.disconnect();
  });
});
