import { describe, expect, it } from 'vitest';
import { SLOTS, shareOf } from './share.ts';

const all = Array.from({ length: SLOTS }, (_, slot) => slot);

describe("a replica's share", () => {
  it('is nine tenths of the platform when it owns every slot', () => {
    expect(shareOf(all, { ratePerSecond: 100, concurrency: 200 })).toEqual({ ratePerSecond: 90, concurrency: 180 });
  });

  it('is nothing without a slot', () => {
    expect(shareOf([], { ratePerSecond: 100, concurrency: 200 })).toEqual({ ratePerSecond: 0, concurrency: 0 });
  });

  it.each([1, 7, 20, 50, 333])('never exceeds the platform together with its neighbours: %s calls', (concurrency) => {
    const shares = [all.slice(0, 5), all.slice(5, 6), all.slice(6)].map((slots) =>
      shareOf(slots, { ratePerSecond: 1, concurrency }),
    );

    expect(shares.reduce((sum, share) => sum + share.concurrency, 0)).toBe(Math.floor(concurrency * 0.9));
  });
});
