import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InboundRecord, type RecordContext, Runner, type RunnerOptions } from '../../src/index.ts';
import { aBroker, type Broker } from './support/broker.ts';
import { Spy } from './support/spy.ts';

interface Handled {
  readonly record: InboundRecord;
  readonly context: RecordContext;
}

describe('a runner', () => {
  let broker: Broker;
  beforeEach(async () => {
    broker = await aBroker();
  });
  afterEach(() => broker.close());

  function aRunner(options: Partial<RunnerOptions> & Pick<RunnerOptions, 'groupId' | 'topic' | 'handle'>): Runner {
    const runner = new Runner({ ...broker, ...options });
    broker.onClose(() => runner.stop());
    runner.start();
    return runner;
  }

  function fill(topic: string, partition: number, count: number, bytes = 10): Promise<unknown> {
    const publish = (i: number) =>
      broker.publisher.publish({ topic, partition, key: `${i}`, value: Buffer.alloc(bytes, `${i}`) });
    return Promise.all(Array.from({ length: count }, (_, i) => publish(i)));
  }

  it('commits the finished prefix when it drains, and no record behind an open one', async () => {
    const [topic, groupId] = [await broker.topic(1), broker.group()];
    await fill(topic, 0, 10);
    const begun = new Spy<bigint>();
    const never = new Promise<void>(() => undefined);
    const runner = aRunner({
      groupId,
      topic,
      handle: (record) => {
        begun.add(record.offset);
        return record.offset === 4n ? never : Promise.resolve();
      },
    });
    await begun.until((seen) => seen.length === 10);

    await runner.drain(50);

    expect(await broker.committed(groupId, topic)).toEqual({ 0: '4' });
    expect(runner.health().state).toBe('stopped');
  });

  it('lets records in flight finish when it drains, and starts no other', async () => {
    const [topic, groupId] = [await broker.topic(1), broker.group()];
    await fill(topic, 0, 10);
    const begun = new Spy<bigint>();
    const gate = Promise.withResolvers<void>();
    const runner = aRunner({
      groupId,
      topic,
      windowPerPartition: 3,
      handle: (record) => {
        begun.add(record.offset);
        return gate.promise;
      },
    });
    await begun.until((seen) => seen.length === 3);

    const drained = runner.drain(10_000);
    gate.resolve();
    await drained;

    expect(begun.seen).toEqual([0n, 1n, 2n]);
    expect(await broker.committed(groupId, topic)).toEqual({ 0: '3' });
  });

  it('keeps what stays in a rebalance, aborts what goes, and commits nothing for it', async () => {
    const [topic, groupId] = [await broker.topic(2), broker.group()];
    await Promise.all([fill(topic, 0, 3), fill(topic, 1, 3)]);
    const [first, second] = [new Spy<Handled>(), new Spy<Handled>()];
    const gate = Promise.withResolvers<void>();
    const lost = new Spy<number>();
    const finished = new Spy<bigint>();
    const runner = aRunner({
      groupId,
      topic,
      onLost: (partition) => lost.add(partition),
      handle: async (record, context) => {
        first.add({ record, context });
        await gate.promise;
        finished.add(record.offset);
      },
    });
    await first.until((seen) => seen.length === 6);

    const successor = aRunner({
      groupId,
      topic,
      handle: async (record, context) => {
        second.add({ record, context });
        await new Promise(() => undefined);
      },
    });
    const [gone] = await lost.until((seen) => seen.length === 1);
    const kept = 1 - (gone ?? 0);
    await second.until((seen) => seen.length === 3);
    const atGain = await broker.committed(groupId, topic);
    gate.resolve();
    await finished.until((seen) => seen.length === 6);
    await runner.drain(1_000);

    expect(second.seen.map(({ record }) => record.partition)).toEqual([gone, gone, gone]);
    expect(second.seen.every(({ context }) => context.redelivered)).toBe(true);
    expect(first.seen.filter(({ record }) => record.partition === gone).every(({ context }) => context.signal.aborted)).toBe(
      true,
    );
    expect(first.seen.filter(({ record }) => record.partition === kept)).toHaveLength(3);
    expect(atGain).toEqual({ 0: '-1', 1: '-1' });
    expect(await broker.committed(groupId, topic)).toEqual({ [kept]: '3', [gone ?? 0]: '-1' });
    await successor.stop();
  });

  it('holds a bounded window of a partition whose handler is slow, stays a member, and handles everything once', async () => {
    const [topic, groupId] = [await broker.topic(1), broker.group()];
    await fill(topic, 0, 8_000, 2_000);
    const gate = Promise.withResolvers<void>();
    const handled = new Spy<bigint>();
    const beats = new Spy<number>();
    const runner = aRunner({
      groupId,
      topic,
      windowPerPartition: 16,
      windowBytes: 200_000,
      handle: async (record) => {
        await gate.promise;
        handled.add(record.offset);
      },
    });
    await runner.joined();
    const beat = runner.fence.beat.bind(runner.fence);
    runner.fence.beat = (at) => {
      beat(at);
      beats.add(runner.health().queued);
    };

    const queued = await beats.until((seen) => seen.length >= 4);
    gate.resolve();
    const all = await handled.until((seen) => seen.length >= 8_000);

    expect(Math.max(...queued)).toBeLessThanOrEqual(200_000 / 2_000);
    expect(runner.fence.closed()).toBe(false);
    expect(new Set(all).size).toBe(8_000);
    await runner.drain(1_000);
    expect(await broker.committed(groupId, topic)).toEqual({ 0: '8000' });
  });

  it('rests a partition whose record must wait, while the others go on, and never commits past it', async () => {
    const [topic, groupId] = [await broker.topic(2), broker.group()];
    await Promise.all([fill(topic, 0, 3), fill(topic, 1, 50)]);
    const tried = new Spy<RecordContext>();
    const others = new Spy<bigint>();
    const runner = aRunner({
      groupId,
      topic,
      windowPerPartition: 1,
      handle: async (record, context) => {
        if (record.partition === 0) {
          tried.add(context);
          throw Object.assign(new Error('cannot publish'), { disposition: 'halt' });
        }
        others.add(record.offset);
      },
    });

    await others.until((seen) => seen.length === 50);
    await tried.until((seen) => seen.length >= 3);
    const health = runner.health();
    await runner.drain(100);

    expect(health).toMatchObject({ resting: [0], problem: 'partitions at rest: 0' });
    expect(tried.seen.slice(1).every(({ redelivered }) => redelivered)).toBe(true);
    expect(await broker.committed(groupId, topic)).toEqual({ 0: '-1', 1: '50' });
  });

  it('puts away a record that its handler fails on by a bug, and goes on behind it', async () => {
    const [topic, groupId] = [await broker.topic(1), broker.group()];
    await fill(topic, 0, 5);
    const buried = new Spy<bigint>();
    const handled = new Spy<bigint>();
    const runner = aRunner({
      groupId,
      topic,
      onUnhandled: async (record) => buried.add(record.offset),
      handle: async (record) => {
        if (record.offset === 2n) {
          throw new TypeError('a bug');
        }
        handled.add(record.offset);
      },
    });

    await handled.until((seen) => seen.length === 4);
    await runner.drain(1_000);

    expect(buried.seen).toEqual([2n]);
    expect(await broker.committed(groupId, topic)).toEqual({ 0: '5' });
  });

  it('reads a partition that was added while it runs', async () => {
    const [topic, groupId] = [await broker.topic(1), broker.group()];
    const gained = new Spy<number>();
    const handled = new Spy<number>();
    aRunner({ groupId, topic, onAssigned: (p) => gained.add(p), handle: async (record) => handled.add(record.partition) });
    await gained.until((seen) => seen.includes(0));

    await broker.admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
    await gained.until((seen) => seen.includes(1));
    await fill(topic, 1, 1);

    expect(await handled.until((seen) => seen.length === 1)).toEqual([1]);
  });

  it('survives the deletion of its topic, names it, and reads on when it is back', async () => {
    const [topic, groupId] = [await broker.topic(1), broker.group()];
    await fill(topic, 0, 5);
    const handled = new Spy<bigint>();
    const problems = new Spy<string>();
    const logger = { ...broker.logger, warn: (details: object) => problems.add(JSON.stringify(details)) };
    const runner = aRunner({ groupId, topic, logger, handle: async (record) => handled.add(record.offset) });
    await handled.until((seen) => seen.length === 5);

    await broker.admin.deleteTopics({ topics: [topic] });
    await problems.until((seen) => seen.some((problem) => problem.includes(`unknown-topic: ${topic}`)));
    expect(runner.health().problem).toBe(`unknown-topic: ${topic}`);
    await broker.admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: false });
    await fill(topic, 0, 2);

    expect(await handled.until((seen) => seen.length >= 7)).toEqual([0n, 1n, 2n, 3n, 4n, 0n, 1n]);
  });

  it('gives up a handler that never ends and tries its record again, and the partition goes on', async () => {
    const [topic, groupId] = [await broker.topic(1), broker.group()];
    await fill(topic, 0, 3);
    const begun = new Spy<RecordContext & { readonly before: unknown }>();
    const handled = new Spy<bigint>();
    const runner = aRunner({
      groupId,
      topic,
      handlerLimitMs: 300,
      handle: async (record, context) => {
        if (record.offset === 1n) {
          begun.add({ ...context, before: begun.seen[0]?.signal.reason });
          await (begun.seen.length === 1 ? new Promise(() => undefined) : undefined);
        }
        handled.add(record.offset);
      },
    });

    await handled.until((seen) => seen.length === 3);
    await runner.drain(1_000);

    expect(begun.seen).toMatchObject([{ before: undefined }, { before: { name: 'HandlerWithoutEnd' }, redelivered: true }]);
    expect(await broker.committed(groupId, topic)).toEqual({ 0: '3' });
  });

  it('tells of records that were gone before it came to them, and reads on behind them', async () => {
    const [topic, groupId] = [await broker.topic(1), broker.group()];
    await fill(topic, 0, 1_000, 1_000);
    const gate = Promise.withResolvers<void>();
    const [handled, told] = [new Spy<bigint>(), new Spy<object>()];
    const logger = { ...broker.logger, error: (details: object) => told.add(details) };
    const runner = aRunner({
      groupId,
      topic,
      logger,
      windowPerPartition: 1,
      windowBytes: 10_000,
      handle: async (record) => {
        handled.add(record.offset);
        await gate.promise;
      },
    });
    await handled.until((seen) => seen.length === 1);

    await broker.admin.fetchTopicOffsets(topic); // kafkajs deletes only from topics that this admin has heard of.
    await broker.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '900' }] });
    gate.resolve();

    await handled.until((seen) => seen.includes(999n));
    expect(told.seen).toMatchObject([{ topic, partition: 0, to: '900' }]);
    expect(handled.seen.filter((offset) => offset >= 900n)).toHaveLength(100);
    await runner.drain(1_000);
    expect(await broker.committed(groupId, topic)).toEqual({ 0: '1000' });
  });
});
