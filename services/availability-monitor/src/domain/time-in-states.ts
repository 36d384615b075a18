import type { AvailabilityState } from '@officine/contracts';

/** A time in one state, ms since the epoch; `toMs` is null while it lasts. */
export interface Interval {
  readonly state: AvailabilityState;
  readonly fromMs: number;
  readonly toMs: number | null;
}

/** Milliseconds in each state; together they are exactly as long as the period that was asked for. */
export type TimeInStates = Readonly<Record<AvailabilityState, number>>;

/**
 * Adds up time, not samples. Time that no interval covers, and time after `observedUntilMs`, is unknown: nobody looked.
 * Where intervals overlap, as after a late correction, the one that begins later counts.
 */
export function timeInStates(
  intervals: readonly Interval[],
  period: { readonly fromMs: number; readonly toMs: number },
  observedUntilMs = period.toMs,
): TimeInStates {
  const sums = { up: 0, degraded: 0, down: 0, maintenance: 0, unknown: 0 };
  const ordered = intervals.toSorted((a, b) => a.fromMs - b.fromMs);
  ordered.forEach(({ state, fromMs, toMs }, index) => {
    const endMs = Math.min(
      toMs ?? observedUntilMs,
      ordered[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY,
      observedUntilMs,
      period.toMs,
    );
    sums[state] += Math.max(0, endMs - Math.max(fromMs, period.fromMs));
  });
  const covered = sums.up + sums.degraded + sums.down + sums.maintenance + sums.unknown;
  return { ...sums, unknown: sums.unknown + Math.max(0, period.toMs - period.fromMs - covered) };
}
