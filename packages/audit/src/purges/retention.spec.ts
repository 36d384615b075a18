import { describe, expect, it } from 'vitest';
import { cutoffOf, RetentionError } from './retention.ts';

describe('a retention', () => {
  it.each([
    ['P13M', '2026-11-24T10:00:00.000Z', '2025-10-24T10:00:00.000Z'],
    ['P1Y', '2026-11-24T10:00:00.000Z', '2025-11-24T10:00:00.000Z'],
    ['P1M', '2026-03-31T10:00:00.000Z', '2026-02-28T10:00:00.000Z'],
    ['P400D', '2026-11-24T10:00:00.000Z', '2025-10-20T10:00:00.000Z'],
    ['P1M2W1D', '2026-11-24T10:00:00.000Z', '2026-10-09T10:00:00.000Z'],
  ])('of %s at %s ends at %s (R19)', (retention, now, cutoff) => {
    expect(cutoffOf(retention, new Date(now)).toISOString()).toBe(cutoff);
  });

  it.each(['', 'P', '13M', 'P-1M', 'PT1H', 'P1.5M'])('refuses %j, as a wrong retention destroys evidence', (retention) => {
    expect(() => cutoffOf(retention, new Date())).toThrow(RetentionError);
  });
});
