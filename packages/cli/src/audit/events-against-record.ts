import { randomUUID } from 'node:crypto';
import { type AuditCollections, compareEvents, type EventMismatch, type TopicEvent } from '@officine/audit';
import { auditRecorded, decodeEvent, parseData, topics } from '@officine/contracts';
import type { connectKafka } from '@officine/kafka';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { plainHeaders } from './plain-headers.ts';

/** How far the comparison got. */
export interface Compared {
  readonly events: number;
  readonly mismatches: readonly EventMismatch[];
}

/** Compares all of the audit's topic with the record; events younger than `settledBefore` (ms) may still be on their way. */
export async function eventsAgainstRecord(
  kafka: ReturnType<typeof connectKafka>,
  collections: AuditCollections,
  settledBefore: number,
): Promise<Compared> {
  const topic = topics.auditEvents.name;
  const { cluster, unread } = await stateOf(kafka, topic);
  const mismatches: EventMismatch[] = [];
  let events = 0;
  if (unread.size === 0) {
    return { events, mismatches };
  }
  const compare = async ({ batch: { partition, messages } }: EachBatchPayload): Promise<void> => {
    const settled = messages.filter(({ timestamp }) => Number(timestamp) < settledBefore).map(topicEvent);
    events += settled.length;
    mismatches.push(...(await compareEvents(collections, { cluster, topic, partition }, settled)));
  };
  const consumer = kafka.consumer({
    groupId: `officine.cli.${randomUUID()}`,
    maxWaitTimeInMs: 250,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  const ended = Promise.withResolvers<void>();
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const end = unread.get(payload.partition);
    if (end !== undefined && BigInt(payload.lastOffset) + 1n >= end) {
      unread.delete(payload.partition);
    }
    if (unread.size === 0) {
      ended.resolve();
    }
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => ended.reject(payload.error));
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatch: compare });
    await ended.promise;
  } finally {
    await consumer.disconnect();
  }
  return { events, mismatches };
}

/** The id by which the record knows a message; what is no audit event is recorded under its place. */
function topicEvent({ offset, value, headers }: KafkaMessage): TopicEvent {
  const decoded = decodeEvent({ value, headers: plainHeaders(headers) });
  const isFact =
    decoded.readable && decoded.event.type === auditRecorded.type && parseData(auditRecorded, decoded.event.data).fits;
  return { offset: Number(offset), id: isFact ? decoded.event.id : undefined };
}

async function stateOf(kafka: ReturnType<typeof connectKafka>, topic: string) {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { clusterId: cluster } = await admin.describeCluster();
    const offsets = await admin.fetchTopicOffsets(topic);
    const unread = new Map(
      offsets.filter(({ low, high }) => BigInt(low) < BigInt(high)).map(({ partition, high }) => [partition, BigInt(high)]),
    );
    return { cluster, unread };
  } finally {
    await admin.disconnect();
  }
}
