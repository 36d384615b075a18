import type { Consumer, Kafka, PartitionAssigner } from 'kafkajs';
import { clientOfItsOwn } from '../connect/connect-kafka.ts';

export interface ConsumerSettings {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly assigner: PartitionAssigner;
  readonly sessionTimeoutMs?: number;
  readonly heartbeatMs?: number;
  readonly maxBytesPerPartition?: number;
  /** How long a fetch waits where there is nothing to fetch. Heartbeats leave, and changes of mind count, only between fetches. */
  readonly maxWaitMs?: number;
}

const REBALANCE_MS = 4_000;

/** A consumer as all our groups need it: noticed soon when it dies, never restarted by kafkajs itself. */
export function createConsumer(settings: ConsumerSettings): Consumer {
  const { kafka, groupId, assigner, sessionTimeoutMs = 6_000, heartbeatMs = 1_000 } = settings;
  const { maxBytesPerPartition = 262_144, maxWaitMs = 250 } = settings;
  return clientOfItsOwn(kafka).consumer({
    groupId,
    partitionAssigners: [assigner],
    sessionTimeout: sessionTimeoutMs,
    // After a broker's crash everybody waits this long for members that died with it. The living come back from their
    // batches at once, and notice with their next heartbeat.
    rebalanceTimeout: REBALANCE_MS,
    heartbeatInterval: heartbeatMs,
    // Heartbeats leave only between fetches (`consumer/runner.js`), and a new partition is noticed no sooner than this.
    maxWaitTimeInMs: maxWaitMs,
    metadataMaxAge: 3_000,
    maxBytesPerPartition,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => false },
  });
}
