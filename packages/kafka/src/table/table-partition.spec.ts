import { describe, expect, it } from 'vitest';
import { type TableEntry, TablePartition } from './table-partition.ts';

function entry(offset: number): TableEntry<string> {
  return { value: `v${offset}`, position: { topic: 't', partition: 0, offset: BigInt(offset) }, timestamp: 0 };
}

function aTable(limit: number, end: number): TablePartition<string> {
  const table = new TablePartition<string>(limit);
  table.readFrom(0n, BigInt(end));
  return table;
}

describe('a partition of a table', () => {
  it('shows nothing before it was read to its end: what looks open may be settled further on', () => {
    const table = aTable(10, 3);

    expect(table.put('a', entry(0))).toBeUndefined();
    table.put('b', entry(1));
    table.remove('a', 2n);
    expect(table.passed(2n)).toEqual([]);
    expect([...table.entries.keys()]).toEqual([]);
    expect(table.complete).toBe(false);

    expect(table.passed(3n).map(([key]) => key)).toEqual(['b']);
    expect(table.complete).toBe(true);
  });

  it('shows changes at once from then on', () => {
    const table = aTable(10, 0);
    table.passed(0n);

    expect(table.put('a', entry(0))).toEqual(entry(0));
    expect(table.remove('a', 1n)).toBe(true);
    expect(table.remove('a', 2n)).toBe(false);
  });

  it('goes back for what it left out once half of its room is free, and shows no settled entry meanwhile', () => {
    const table = aTable(2, 0);
    table.passed(0n);
    table.put('a', entry(0));
    table.put('b', entry(1));
    table.put('c', entry(2));
    table.put('d', entry(3));
    expect(table.backTo).toBeUndefined();
    table.remove('a', 4n);
    expect(table.backTo).toBe(2n);

    table.readFrom(2n, 5n);
    expect(table.put('c', entry(2))).toBeUndefined();
    expect(table.put('d', entry(3))).toBeUndefined();
    expect(table.remove('a', 4n)).toBe(false);

    expect(table.passed(5n).map(([key]) => key)).toEqual(['c']);
    expect([...table.entries.keys()]).toEqual(['b', 'c']);
    expect(table.complete).toBe(true);
    table.remove('b', 5n);
    expect(table.backTo).toBe(3n);
  });

  it('merges what is put for a key with what it held, also while it is read first, and not with what was settled', () => {
    const table = new TablePartition<string>(10, (known, next) => `${known}+${next}`);
    table.readFrom(0n, 4n);
    table.put('a', entry(0));
    table.put('a', entry(1));
    table.put('b', entry(2));
    table.remove('b', 3n);
    expect(table.passed(4n).map(([key, { value }]) => [key, value])).toEqual([['a', 'v0+v1']]);

    expect(table.put('a', entry(4))?.value).toBe('v0+v1+v4');
    expect(table.put('b', entry(5))?.value).toBe('v5');
  });
});
