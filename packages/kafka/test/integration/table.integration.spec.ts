import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Table, type TableOptions } from '../../src/index.ts';
import { aBroker, type Broker } from './support/broker.ts';
import { Spy } from './support/spy.ts';

describe('a table', () => {
  let broker: Broker;
  beforeEach(async () => {
    broker = await aBroker();
  });
  afterEach(() => broker.close());

  function aTable(groupId: string, topic: string, told: Spy<string>, options: Partial<TableOptions<string>> = {}): Table<string> {
    const table = new Table<string>({
      ...broker,
      groupId,
      topic,
      decode: ({ value }) => value?.toString() ?? null,
      onGained: (partition) => told.add(`gained ${partition}`),
      onLost: (partition) => told.add(`lost ${partition}`),
      onChange: (partition, key, entry) => told.add(`${partition} ${key}=${entry?.value}`),
      ...options,
    });
    broker.onClose(() => table.stop());
    table.start();
    return table;
  }

  const keysOf = (table: Table<string>, partition: number) => [...table.entries(partition).keys()];

  it('holds what was put and not settled, rebuilt from the beginning by the next owner', async () => {
    const [topic, groupId] = [await broker.topic(1), broker.group()];
    const [first, second] = [new Spy<string>(), new Spy<string>()];
    const table = aTable(groupId, topic, first);
    await first.until((told) => told.includes('gained 0'));
    await table.put('acme/r-1', Buffer.from('one'), { partition: 0 });
    await table.put('acme/r-2', Buffer.from('two'), { partition: 0 });
    await table.settle('acme/r-1', { partition: 0 });
    await first.until((told) => told.includes('0 acme/r-1=undefined'));
    expect(keysOf(table, 0)).toEqual(['acme/r-2']);

    await table.stop();
    const next = aTable(groupId, topic, second);
    await second.until((told) => told.includes('gained 0'));

    expect([...next.entries(0)]).toMatchObject([['acme/r-2', { value: 'two', position: { topic, partition: 0, offset: 1n } }]]);
    expect(next.owns(0)).toBe(true);
    expect(table.owned()).toEqual([]);
  });

  it('puts an entry in the partition of another key than its own', async () => {
    const topic = await broker.topic(4);
    const table = aTable(broker.group(), topic, new Spy());

    const a = await table.put('acme/r-1', Buffer.from('1'), { partitionKey: 'ph-0001' });
    const b = await table.put('acme/r-2', Buffer.from('2'), { partitionKey: 'ph-0001' });

    expect(a.partition).toBe(await broker.publisher.partitionOf(topic, 'ph-0001'));
    expect(b.partition).toBe(a.partition);
  });

  it('keeps no more than its limit, and reads what it left out when there is room again', async () => {
    const [topic, told] = [await broker.topic(1), new Spy<string>()];
    await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        broker.publisher.publish({ topic, partition: 0, key: `r-${i}`, value: Buffer.from('x') }),
      ),
    );
    const table = aTable(broker.group(), topic, told, { maxEntriesPerPartition: 4 });
    await told.until((all) => all.includes('gained 0'));
    expect(keysOf(table, 0)).toEqual(['r-0', 'r-1', 'r-2', 'r-3']);

    await table.settle('r-0', { partition: 0 });
    await table.settle('r-1', { partition: 0 });

    await told.until((all) => all.includes('0 r-5=x'));
    expect(keysOf(table, 0)).toEqual(['r-2', 'r-3', 'r-4', 'r-5']);
    expect(told.seen.filter((event) => event === '0 r-0=x')).toHaveLength(1);
  });
});
