import { connectKafka, type KafkaSettings, TopicAdmin, type TopicChange } from '@officine/kafka';
import type { Kafka } from 'kafkajs';
import { SILENT } from '../connection/silent-logger.ts';
import { type TopicsOfVendor, topicPlan } from './topic-plan.ts';

export interface ApplyTopicsOptions {
  /** How to reach Kafka, or a kafkajs client that is at hand. */
  readonly kafka: KafkaSettings | Kafka;
  readonly vendors: readonly TopicsOfVendor[];
  /** Copies of each partition of a new topic; the brokers' default where absent. Production: 3. */
  readonly replication?: number;
  /** Only compares; default false. */
  readonly dryRun?: boolean;
}

export interface AppliedTopics {
  /** How many topics an installation with these vendors has. */
  readonly topics: number;
  /** What was done, or would be. `shrink` is told and never done: Kafka takes no partition away. */
  readonly changes: readonly TopicChange[];
}

/**
 * Makes the topics of an installation: creates what is missing, grows what is too small, sets what differs. Applying again changes nothing.
 * Throws `TopicRefused` when a topic is not ours to touch, and kafkajs' errors when Kafka cannot be reached or refuses.
 */
export async function applyTopics({ kafka, vendors, replication, dryRun = false }: ApplyTopicsOptions): Promise<AppliedTopics> {
  const plan = topicPlan(vendors).map((spec) => ({
    ...spec,
    ...(replication !== undefined && { replicationFactor: replication }),
  }));
  const admin = new TopicAdmin('brokers' in kafka ? connectKafka(kafka, SILENT) : kafka);
  try {
    return { topics: plan.length, changes: dryRun ? await admin.plan(plan) : await admin.ensure(plan) };
  } finally {
    await admin.close();
  }
}
