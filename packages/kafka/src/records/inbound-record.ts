import type { KafkaMessage } from 'kafkajs';
import { inboundHeaders } from './inbound-headers.ts';
import type { InboundRecord } from './record.ts';

/** A kafkajs message as the rest of Officine reads it. */
export function inboundRecord(topic: string, partition: number, message: KafkaMessage): InboundRecord {
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key?.toString('utf8') ?? null,
    value: message.value,
    headers: inboundHeaders(message.headers),
  };
}

/** Bytes that a record holds in memory, about. */
export function recordBytes(record: InboundRecord): number {
  return (record.value?.byteLength ?? 0) + (record.key?.length ?? 0) + 512;
}
