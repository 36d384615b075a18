import { describe, expect, it } from 'vitest';
import { serviceLevel } from './service-level.ts';
import { type Interval, timeInStates } from './time-in-states.ts';

const HOUR = 3_600_000;
const DAY = { fromMs: 0, toMs: 24 * HOUR };

const interval = (state: Interval['state'], fromHour: number, toHour: number | null): Interval => ({
  state,
  fromMs: fromHour * HOUR,
  toMs: toHour === null ? null : toHour * HOUR,
});

describe('the time in each state', () => {
  it('is cut to the period and adds up to it', () => {
    const time = timeInStates([interval('up', -5, 10), interval('down', 10, 12), interval('up', 12, null)], DAY);

    expect(time).toEqual({ up: 22 * HOUR, down: 2 * HOUR, degraded: 0, maintenance: 0, unknown: 0 });
  });

  it('that nobody observed is unknown: before the first, in a gap, and after the last look', () => {
    const time = timeInStates([interval('up', 2, 10), interval('up', 11, null)], DAY, 20 * HOUR);

    expect(time.unknown).toBe(7 * HOUR);
    expect(time.up).toBe(17 * HOUR);
  });

  it('counts an overlap once, for the interval that began later', () => {
    const time = timeInStates([interval('up', 0, null), interval('down', 10, 11), interval('up', 11, null)], DAY);

    expect(time).toMatchObject({ up: 23 * HOUR, down: HOUR, unknown: 0 });
  });

  it('does not depend on the order in which intervals are read', () => {
    const intervals = [
      interval('up', 0, 10),
      interval('down', 10, 12),
      interval('maintenance', 12, 13),
      interval('up', 13, null),
    ];

    expect(timeInStates(intervals.toReversed(), DAY)).toEqual(timeInStates(intervals, DAY));
  });
});

describe('the service level', () => {
  it('leaves maintenance out of both sides, and shows the figure with it as well (R12)', () => {
    const level = serviceLevel({ up: 20, degraded: 0, down: 1, maintenance: 3, unknown: 0 }, 0.99);

    expect(level.availability).toBeCloseTo(20 / 21);
    expect(level.availabilityWithMaintenance).toBeCloseTo(20 / 24);
  });

  it('has unknown time on neither side', () => {
    const level = serviceLevel({ up: 10, degraded: 0, down: 0, maintenance: 0, unknown: 10 }, 0.99);

    expect(level).toMatchObject({ availability: 1, unknown: 0.5 });
  });

  it('is not 100 % where nothing was observed', () => {
    const level = serviceLevel({ up: 0, degraded: 0, down: 0, maintenance: 0, unknown: 24 }, 0.99);

    expect(level).toMatchObject({ availability: null, unknown: 1, budgetLeft: null });
  });

  it('spends the error budget with downtime alone', () => {
    const day = { up: 23.88 * HOUR, degraded: 0, down: 0.12 * HOUR, maintenance: 0, unknown: 0 };

    expect(serviceLevel(day, 0.99).budgetLeft).toBeCloseTo(0.5);
    expect(serviceLevel(day, 0.999).budgetLeft).toBeCloseTo(-4);
  });
});
