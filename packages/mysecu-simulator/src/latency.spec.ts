import { describe, expect, it } from 'vitest';
import { drawLatency } from './latency.ts';

/** A small linear congruential generator: the same draws in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe('a drawn latency', () => {
  it('has the median and the 95th percentile that were asked for', () => {
    const random = seeded(7);
    const latencies = { identity: 0, token: 0, get: { p50: 200, p95: 800 } };
    const draws = Array.from({ length: 20_000 }, () => drawLatency(latencies, 'get', random)).toSorted((a, b) => a - b);

    expect(draws[10_000]).toBeGreaterThan(190);
    expect(draws[10_000]).toBeLessThan(210);
    expect(draws[19_000]).toBeGreaterThan(740);
    expect(draws[19_000]).toBeLessThan(860);
  });

  it('is the fixed number where one is set, and that of the token service for cancel', () => {
    expect(drawLatency({ identity: 0, token: 17, get: 0 }, 'cancel')).toBe(17);
  });
});
