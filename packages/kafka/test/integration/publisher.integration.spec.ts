import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type InboundRecord, partitionFor, Runner } from '../../src/index.ts';
import { aBroker, type Broker } from './support/broker.ts';
import { Spy } from './support/spy.ts';

describe('a publisher', () => {
  let broker: Broker;
  beforeEach(async () => {
    broker = await aBroker();
  });
  afterEach(() => broker.close());

  it('tells where each record stands, and there it is read back with its key, value and headers', async () => {
    const topic = await broker.topic(3);
    const read = new Spy<InboundRecord>();
    const runner = new Runner({ ...broker, groupId: broker.group(), topic, handle: async (record) => read.add(record) });
    broker.onClose(() => runner.stop());

    const positions = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        broker.publisher.publish({ topic, key: `ph-${i % 7}`, value: Buffer.from(`value ${i}`), headers: { n: String(i) } }),
      ),
    );
    runner.start();

    const records = await read.until((seen) => seen.length >= 200);
    for (const record of records) {
      const i = Number(record.headers['n']);
      expect(record.value?.toString()).toBe(`value ${i}`);
      expect(record.partition).toBe(partitionFor(`ph-${i % 7}`, 3));
      expect(positions[i]).toEqual({ topic, partition: record.partition, offset: record.offset });
    }
  });

  it('keeps the order of a partition', async () => {
    const topic = await broker.topic(1);

    const positions = await Promise.all(
      Array.from({ length: 1_500 }, (_, i) => broker.publisher.publish({ topic, key: 'k', value: Buffer.from(String(i)) })),
    );

    expect(positions.map(({ offset }) => offset)).toEqual(Array.from({ length: 1_500 }, (_, i) => BigInt(i)));
  });

  it('fails the records of an unknown topic only', async () => {
    const topic = await broker.topic(1);

    const [known, unknown] = await Promise.allSettled([
      broker.publisher.publish({ topic, key: 'k', value: Buffer.from('1') }),
      broker.publisher.publish({ topic: `${topic}.nowhere`, key: 'k', value: Buffer.from('1') }),
    ]);

    expect(known).toMatchObject({ status: 'fulfilled', value: { offset: 0n } });
    expect(unknown).toMatchObject({ status: 'rejected', reason: { code: 'unknown-topic', disposition: 'halt' } });
  });

  it('survives the deletion of a topic it has published to', async () => {
    const [doomed, other] = [await broker.topic(1), await broker.topic(1)];
    await broker.publisher.publish({ topic: doomed, key: 'k', value: Buffer.from('1') });
    await broker.admin.deleteTopics({ topics: [doomed] });
    // Acknowledged by the controller; the broker takes records until it has heard of it.
    await vi.waitUntil(async () => !(await broker.admin.listTopics()).includes(doomed), { timeout: 10_000 });

    const [gone, kept] = await Promise.allSettled([
      broker.publisher.publish({ topic: doomed, key: 'k', value: Buffer.from('2') }),
      broker.publisher.publish({ topic: other, key: 'k', value: Buffer.from('2') }),
    ]);

    expect(gone).toMatchObject({ status: 'rejected', reason: { code: 'unknown-topic' } });
    expect(kept).toMatchObject({ status: 'fulfilled' });
  });

  it('fails only the record that the broker finds too large, however many travel with it', async () => {
    const topic = await broker.topic(1, { 'max.message.bytes': '20000' });
    const other = await broker.topic(1);

    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 9 }, (_, i) => broker.publisher.publish({ topic, key: `k${i}`, value: Buffer.alloc(1_000, i) })),
      broker.publisher.publish({ topic, key: 'large', value: Buffer.alloc(50_000) }),
      broker.publisher.publish({ topic: other, key: 'k', value: Buffer.from('1') }),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual([...Array(9).fill('fulfilled'), 'rejected', 'fulfilled']);
    expect(outcomes[9]).toMatchObject({ reason: { code: 'record-too-large', disposition: 'park' } });
    expect(await broker.admin.fetchTopicOffsets(topic)).toMatchObject([{ offset: '9' }]);
  });

  it('publishes to a partition that was added after it learnt of the topic', async () => {
    const topic = await broker.topic(1);
    await broker.publisher.publish({ topic, partition: 0, key: 'k', value: Buffer.from('1') });
    await broker.admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });

    const position = await broker.publisher.publish({ topic, partition: 1, key: 'k', value: Buffer.from('1') });

    expect(position).toEqual({ topic, partition: 1, offset: 0n });
  });
});
