import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaSettings } from '@officine/kafka';
import { Kafka, logLevel, type SASLOptions } from 'kafkajs';

/** What a check of readiness wants to see. */
export interface KafkaReadiness {
  readonly brokers: readonly string[];
  /** Least number of brokers that must be registered. */
  readonly nodes: number;
  /**
   * Also write a record and find a group's coordinator, which makes Kafka's own topics. For servers of ours alone: it makes a topic, and
   * removes it.
   */
  readonly write: boolean;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** How to log in, where the brokers ask who is there. */
  readonly login?: Pick<KafkaSettings, 'ssl' | 'sasl'>;
}

/** Resolves when the cluster does what its clients will ask for. Thrown after `timeoutMs`: an Error that tells the last obstacle. */
export async function kafkaReady(wanted: KafkaReadiness): Promise<void> {
  const until = performance.now() + wanted.timeoutMs;
  for (;;) {
    try {
      await attempt(wanted);
      return;
    } catch (error) {
      if (performance.now() > until || wanted.signal?.aborted === true) {
        throw new Error(
          `Kafka at ${wanted.brokers.join(',')} is not ready: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      await delay(200);
    }
  }
}

async function attempt({ brokers, nodes, write, login = {} }: KafkaReadiness): Promise<void> {
  const kafka = new Kafka({
    clientId: 'officine-devstack',
    brokers: [...brokers],
    ...(login.ssl && { ssl: { ...login.ssl } }),
    ...(login.sasl && { sasl: login.sasl as SASLOptions }),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 10_000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const cluster = await admin.describeCluster();
    if (cluster.brokers.length < nodes || (cluster.controller ?? -1) < 0) {
      throw new Error(`${cluster.brokers.length} of ${nodes} brokers have registered`);
    }
    if (write) {
      await writeOnce(kafka, admin);
    }
  } finally {
    await admin.disconnect();
  }
}

async function writeOnce(kafka: Kafka, admin: ReturnType<Kafka['admin']>): Promise<void> {
  const topic = 'officine-devstack-ready';
  if (!(await admin.listTopics()).includes(topic)) {
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  }
  const producer = kafka.producer({ retry: { retries: 5 } });
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: [{ value: 'ready' }] });
  } finally {
    await producer.disconnect();
  }
  await admin.fetchOffsets({ groupId: topic });
  await admin.deleteTopics({ topics: [topic] });
}
