import type { Message, RecordMetadata, TopicMessages } from 'kafkajs';
import type { OutgoingRecord, Position } from '../records/record.ts';

/** A record that waits for its acknowledgement. */
export interface Pending {
  readonly record: OutgoingRecord & { readonly partition: number };
  readonly bytes: number;
  /** Monotonic ms after which nobody waits any more. */
  readonly deadline: number;
  /** Aborts when the caller no longer speaks for the record: it is sent no more. */
  readonly signal: Pick<AbortSignal, 'aborted'> | undefined;
  /** How often the brokers refused it, all alone. */
  refusals: number;
  resolve(position: Position): void;
  reject(error: unknown): void;
}

/** The records as kafkajs sends them. The partition is always named: a retry inside kafkajs must not choose another. */
export function topicMessages(batch: readonly Pending[]): TopicMessages[] {
  const byTopic = new Map<string, Message[]>();
  for (const { record } of batch) {
    const { topic, key, value, headers, partition } = record;
    const messages = byTopic.get(topic) ?? [];
    messages.push({ key, value, partition, ...(headers === undefined ? {} : { headers: { ...headers } }) });
    byTopic.set(topic, messages);
  }
  return [...byTopic].map(([topic, messages]) => ({ topic, messages }));
}

/**
 * Resolves each record whose topic-partition the brokers acknowledged, and returns the others. kafkajs resolves sends that
 * wrote nothing: a partition missing from its cached metadata is skipped, as is one whose leader moved to a broker that had
 * already answered for other partitions (`producer/sendMessages.js`, `cluster/index.js` findLeaderForPartitions).
 */
export function settleAcknowledged(batch: readonly Pending[], acknowledged: readonly RecordMetadata[]): Pending[] {
  const next = new Map<string, bigint>();
  for (const { topicName, partition, errorCode, baseOffset } of acknowledged) {
    const offset = BigInt(baseOffset ?? '-1');
    if (errorCode === 0 && offset >= 0n) {
      next.set(`${topicName}/${partition}`, offset);
    }
  }
  const missing: Pending[] = [];
  for (const pending of batch) {
    const { topic, partition } = pending.record;
    const place = `${topic}/${partition}`;
    const offset = next.get(place);
    if (offset === undefined) {
      missing.push(pending);
    } else {
      next.set(place, offset + 1n);
      pending.resolve({ topic, partition, offset });
    }
  }
  return missing;
}

/** The batch cut in two, by topic where there are several, so that one bad record is found and fails alone. */
export function halves(batch: readonly Pending[]): readonly [Pending[], Pending[]] {
  const first = batch[0]?.record.topic;
  const ofFirst = batch.filter(({ record }) => record.topic === first);
  if (ofFirst.length < batch.length) {
    return [ofFirst, batch.filter(({ record }) => record.topic !== first)];
  }
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}
