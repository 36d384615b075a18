import { describe, expect, it } from 'vitest';
import { Lanes } from './lanes.ts';

const ALL = { items: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

function filled(items: readonly (readonly [lane: string, name: string, bytes?: number])[]) {
  const lanes = new Lanes<{ name: string; bytes: number }>();
  for (const [lane, name, bytes = 1] of items) {
    lanes.add(lane, { name, bytes });
  }
  return (most: Partial<typeof ALL> = {}) => lanes.take({ ...ALL, ...most }).map(({ name }) => name);
}

describe('lanes', () => {
  it('take turns, and keep each its own order', () => {
    const take = filled([
      ['a', 'a1'],
      ['a', 'a2'],
      ['a', 'a3'],
      ['b', 'b1'],
      ['c', 'c1'],
      ['c', 'c2'],
    ]);

    expect(take()).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(take()).toEqual([]);
  });

  it('go on with whose turn is next', () => {
    const take = filled([
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
      ['b', 'b2'],
    ]);

    expect(take({ items: 1 })).toEqual(['a1']);
    expect(take({ items: 2 })).toEqual(['b1', 'a2']);
    expect(take()).toEqual(['b2']);
  });

  it('give what is too large all alone', () => {
    const take = filled([
      ['a', 'large', 10],
      ['b', 'b1'],
      ['b', 'b2'],
    ]);

    expect(take({ bytes: 2 })).toEqual(['large']);
    expect(take({ bytes: 2 })).toEqual(['b1', 'b2']);
  });
});
