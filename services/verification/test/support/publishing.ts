import type { OutgoingRecord, Position } from '@officine/kafka';

/** A publisher that only remembers. */
export function aPublisher(): { published: OutgoingRecord[]; publish(record: OutgoingRecord): Promise<Position> } {
  const published: OutgoingRecord[] = [];
  return {
    published,
    publish: async (record) => {
      published.push(record);
      return { topic: record.topic, partition: record.partition ?? 0, offset: BigInt(published.length) };
    },
  };
}

/** A published record's JSON. */
export function jsonOf(record: OutgoingRecord | undefined): Record<string, unknown> {
  return JSON.parse(record?.value?.toString('utf8') ?? 'null') as Record<string, unknown>;
}
