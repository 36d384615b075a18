import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

const LIMITS = { restMs: 60_000, patienceMs: 10_000 };

describe('checkpoints', () => {
  it('are signed as soon as a chain is quiet', () => {
    const pace = new Pace(LIMITS);

    expect([7, 9, 9].map((seq, look) => pace.isDue('c', seq, undefined, look * 2_000))).toEqual([false, false, true]);
  });

  it('are not put off for ever by a chain that is never quiet', () => {
    const pace = new Pace(LIMITS);

    expect([0, 2, 4, 6, 8, 10].map((second) => pace.isDue('c', second, undefined, second * 1_000)).at(-1)).toBe(true);
  });

  it('come at most once a minute and chain', () => {
    const pace = new Pace(LIMITS);
    const signedAt = 1_000_000;

    expect([2_000, 30_000, 59_999].map((later) => pace.isDue('c', 9, signedAt, signedAt + later))).toEqual([false, false, false]);
    expect(pace.isDue('c', 9, signedAt, signedAt + 60_000)).toBe(true);
    expect(pace.isDue('another', 9, undefined, signedAt)).toBe(false);
  });
});
