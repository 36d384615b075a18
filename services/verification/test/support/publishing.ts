import type { OutgoingRecord, Position, PublishOptions } from '@officine/kafka';

/** A publisher that only remembers. */
export function aPublisher(): {
  published: OutgoingRecord[];
  lanes: (string | undefined)[];
  publish(record: OutgoingRecord, options?: PublishOptions): Promise<Position>;
} {
  const published: OutgoingRecord[] = [];
  const lanes: (string | undefined)[] = [];
  return {
    published,
    lanes,
    publish: async (record, { lane } = {}) => {
      published.push(record);
      lanes.push(lane);
      return { topic: record.topic, partition: record.partition ?? 0, offset: BigInt(published.length) };
    },
  };
}

/** A published record's JSON. */
export function jsonOf(record: OutgoingRecord | undefined): Record<string, unknown> {
  return JSON.parse(record?.value?.toString('utf8') ?? 'null') as Record<string, unknown>;
}
