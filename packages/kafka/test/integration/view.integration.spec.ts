import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { View, type ViewOptions } from '../../src/index.ts';
import { aBroker, type Broker } from './support/broker.ts';
import { Spy } from './support/spy.ts';

describe('a view', () => {
  let broker: Broker;
  beforeEach(async () => {
    broker = await aBroker();
  });
  afterEach(() => broker.close());

  function aView(topic: string, options: Partial<ViewOptions<string>> = {}): View<string> {
    const view = new View<string>({
      ...broker,
      topic,
      name: 'test',
      decode: ({ value }) => value?.toString() ?? null,
      ...options,
    });
    broker.onClose(() => view.stop());
    view.start();
    return view;
  }

  const put = (topic: string, key: string, value: string | null) =>
    broker.publisher.publish({ topic, key, value: value === null ? null : Buffer.from(value) });

  it('knows the last value of every key once it has caught up, and forgets deleted ones', async () => {
    const topic = await broker.topic(3);
    for (let i = 0; i < 50; i += 1) {
      await put(topic, `key ${i % 10}`, `value ${i}`);
    }
    await put(topic, 'key 3', null);

    const view = aView(topic);
    await view.caughtUp(10_000);

    expect(view.size).toBe(9);
    expect(view.get('key 3')).toBeUndefined();
    expect(view.get('key 4')).toBe('value 44');
    expect(view.isFresh(5_000)).toBe(true);
  });

  it('is caught up on an empty topic, and hears of changes from then on', async () => {
    const topic = await broker.topic(1);
    const changes = new Spy<string>();
    const view = aView(topic, { onChange: (key, value) => changes.add(`${key}=${value}`) });
    await view.caughtUp(10_000);

    await put(topic, 'a', '1');
    await put(topic, 'a', null);

    expect(await changes.until((seen) => seen.length === 2)).toEqual(['a=1', 'a=undefined']);
  });

  it('counts a transaction as read only when it is committed, and is fresh behind its marker', async () => {
    const topic = await broker.topic(1);
    const producer = broker.kafka.producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true });
    broker.onClose(() => producer.disconnect());
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ key: 'a', value: '1' }] });
    await transaction.commit();

    const view = aView(topic);
    await view.caughtUp(10_000);

    expect(view.get('a')).toBe('1');
    expect(view.isFresh(5_000)).toBe(true);
  });

  it('tells of a record that it cannot decode, and knows all the others', async () => {
    const topic = await broker.topic(1);
    await put(topic, 'a', 'good');
    await put(topic, 'a', 'bad');
    await put(topic, 'b', 'good');
    const unreadable = new Spy<string | null>();

    const view = aView(topic, {
      decode: ({ value }) => {
        if (value?.toString() === 'bad') {
          throw new SyntaxError('bad');
        }
        return value?.toString() ?? null;
      },
      onUnreadable: ({ key }) => unreadable.add(key),
    });
    await view.caughtUp(10_000);

    expect(unreadable.seen).toEqual(['a']);
    expect([...view.entries()]).toEqual([
      ['a', 'good'],
      ['b', 'good'],
    ]);
    expect(view.unreadable).toBe(1);
  });

  it('begins with the last records only where it is asked to, and hears of all that follow', async () => {
    const topic = await broker.topic(1);
    for (let i = 0; i < 20; i += 1) {
      await put(topic, `key ${i}`, `value ${i}`);
    }
    const view = aView(topic, { tail: 3 });
    await view.caughtUp(10_000);
    expect([...view.entries()].map(([key]) => key)).toEqual(['key 17', 'key 18', 'key 19']);

    await put(topic, 'key 20', 'value 20');
    await expect.poll(() => view.get('key 20'), { timeout: 10_000 }).toBe('value 20');
  });

  it('says that it is not fresh while its topic does not exist', async () => {
    const view = aView('officine.test.nowhere');

    await expect(view.caughtUp(1_500)).rejects.toThrow('not settled within 1500 ms');
    expect(view.isFresh(60_000)).toBe(false);
  });

  it('replaces its consumer when it stays behind the end that brokers tell, and is fresh once it is there', async () => {
    const topic = await broker.topic(1);
    const told = new Spy<string>();
    let missing = 5;
    const view = aView(topic, {
      kafka: withEndsBeyond(() => missing),
      logger: { ...broker.logger, warn: (details) => told.add(JSON.stringify(details)) },
      lookEveryMs: 100,
      stallMs: 1_000,
    });

    await told.until((seen) => seen.some((details) => details.includes('stale view')));
    expect(view.isFresh(60_000)).toBe(false);
    missing = 0;

    await view.caughtUp(20_000);
    expect(view.isFresh(5_000)).toBe(true);
  });

  /** kafkajs, but for brokers that tell of records which no fetch brings. */
  function withEndsBeyond(missing: () => number): Broker['kafka'] {
    const kafka = Object.create(broker.kafka) as Broker['kafka'];
    kafka.admin = (config) => {
      const admin = Object.create(broker.kafka.admin(config)) as ReturnType<Broker['kafka']['admin']>;
      const { fetchTopicOffsets } = admin;
      admin.fetchTopicOffsets = async (topic) =>
        (await fetchTopicOffsets(topic)).map((ends) => ({ ...ends, high: String(Number(ends.high) + missing()) }));
      return admin;
    };
    return kafka;
  }
});
