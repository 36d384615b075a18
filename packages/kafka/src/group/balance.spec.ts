import { describe, expect, it } from 'vitest';
import { balance } from './balance.ts';

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

function sizes(shares: Map<string, number[]>): number[] {
  return [...shares.values()].map(({ length }) => length).sort((a, b) => a - b);
}

describe('the balance of partitions', () => {
  it('gives every partition to exactly one member, in shares that differ by one at most', () => {
    for (const members of [1, 2, 3, 5, 8]) {
      const claims = range(members).map((i) => ({ member: `m${i}`, owned: [] }));

      const shares = balance(claims, range(6));

      expect([...shares.values()].flat().sort((a, b) => a - b)).toEqual(range(6));
      expect((sizes(shares).at(-1) ?? 0) - (sizes(shares)[0] ?? 0)).toBeLessThanOrEqual(1);
    }
  });

  it('leaves members what they have when another one joins, as far as shares allow', () => {
    const claims = [
      { member: 'a', owned: [0, 1, 2] },
      { member: 'b', owned: [3, 4, 5] },
      { member: 'c', owned: [] },
    ];

    const shares = balance(claims, range(6));

    expect(sizes(shares)).toEqual([2, 2, 2]);
    expect([0, 1, 2]).toEqual(expect.arrayContaining(shares.get('a') ?? []));
    expect([3, 4, 5]).toEqual(expect.arrayContaining(shares.get('b') ?? []));
  });

  it('moves only what a member that left had', () => {
    const claims = [
      { member: 'a', owned: [0, 1] },
      { member: 'b', owned: [4, 5] },
    ];

    const shares = balance(claims, range(6));

    expect(shares.get('a')).toEqual(expect.arrayContaining([0, 1]));
    expect(shares.get('b')).toEqual(expect.arrayContaining([4, 5]));
  });

  it('believes the first of two members that claim the same, and nobody who claims what is not there', () => {
    const claims = [
      { member: 'a', owned: [0, 1, 99] },
      { member: 'b', owned: [1, 2] },
    ];

    const shares = balance(claims, range(4));

    expect([...shares.values()].flat().sort((a, b) => a - b)).toEqual(range(4));
    expect(shares.get('a')).toEqual([0, 1]);
  });
});
