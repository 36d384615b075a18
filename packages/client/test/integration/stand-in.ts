import { randomUUID } from 'node:crypto';
import { type EventRecord, topics, vendorTopicName } from '@officine/contracts';
import { inboundHeaders } from '@officine/kafka';
import type { Published } from '../support/results.ts';
import { kafka } from './vendor-topics.ts';

/** What the stand-in for verification answers to a request: each record is written after the one before it. */
export type Script = (request: Published) => readonly EventRecord[];

/** Stands in for verification: reads requests and writes results to the same partition number, with kafkajs alone. */
export async function standInFor(vendor: string, script: Script): Promise<{ stop(): Promise<void> }> {
  const consumer = kafka().consumer({ groupId: `stand-in-${randomUUID()}`, maxWaitTimeInMs: 50, metadataMaxAge: 500 });
  const producer = kafka().producer({ metadataMaxAge: 500 });
  await Promise.all([consumer.connect(), producer.connect()]);
  await consumer.subscribe({ topic: vendorTopicName(topics.requests, vendor), fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message, partition }) => {
      for (const { headers, value } of script({ headers: inboundHeaders(message.headers), value: message.value })) {
        const messages = [{ key: message.key, partition, headers: { ...headers }, value }];
        await producer.send({ topic: vendorTopicName(topics.results, vendor), messages });
      }
    },
  });
  return {
    async stop() {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}
