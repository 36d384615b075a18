import type { TimeInStates } from './time-in-states.ts';

/** What a period amounts to. Ratios are 0 to 1, or null where nothing was observed: an SLO over nothing is not 100 %. */
export interface ServiceLevel {
  /** Available over observed time, announced maintenance left out of both sides (framework contract, 3.5). */
  readonly availability: number | null;
  /** The same with maintenance counted as time without service. */
  readonly availabilityWithMaintenance: number | null;
  /** Share of the period that nobody observed; it is on neither side of the two others. */
  readonly unknown: number;
  /** Share of the error budget that is left; negative once it is overspent, null where nothing was observed. */
  readonly budgetLeft: number | null;
  readonly budgetLeftMs: number | null;
}

/** Degraded counts as available: mySecu answers, if slowly or not to everybody; how long it was degraded is shown apart. */
export function serviceLevel(time: TimeInStates, objective: number): ServiceLevel {
  const available = time.up + time.degraded;
  const observed = available + time.down;
  const whole = observed + time.maintenance + time.unknown;
  const budgetMs = observed * (1 - objective);
  return {
    availability: ratio(available, observed),
    availabilityWithMaintenance: ratio(available, observed + time.maintenance),
    unknown: ratio(time.unknown, whole) ?? 1,
    budgetLeft: budgetMs > 0 ? (budgetMs - time.down) / budgetMs : null,
    budgetLeftMs: observed > 0 ? budgetMs - time.down : null,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
