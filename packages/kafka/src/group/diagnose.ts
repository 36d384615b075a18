import type { Kafka } from 'kafkajs';
import { failureType } from '../connect/failure.ts';
import { TopicDirectory } from '../topics/topic-directory.ts';
import { TopicRefused } from '../topics/topic-refused.ts';

/** What an operator should be told of a consumer that died: the topics at fault by name, or Kafka's word for the failure. */
export async function diagnose(kafka: Kafka, topics: readonly string[], error: Error): Promise<string> {
  const directory = new TopicDirectory(kafka);
  try {
    const refused: string[] = [];
    for (const topic of topics) {
      try {
        await directory.partitions(topic);
      } catch (refusal) {
        if (!(refusal instanceof TopicRefused)) {
          return `Kafka cannot be reached: ${failureType(refusal)}`;
        }
        refused.push(refusal.message);
      }
    }
    return refused.length > 0 ? refused.join(', ') : failureType(error);
  } finally {
    await directory.close();
  }
}
