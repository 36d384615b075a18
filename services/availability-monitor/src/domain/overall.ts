import type { AvailabilityState } from '@officine/contracts';
import type { Part } from './step-check.ts';

/** Without these no check gets an answer; without the others valid tokens carry checks on for a while. */
const ESSENTIAL: ReadonlySet<Part> = new Set<Part>(['network', 'service']);

/**
 * The state of mySecu as a whole. Down when what every check needs is down; degraded when the rest is, or when anything is not quite
 * up; unknown when the essential is not known; maintenance when the essential is in maintenance. What is not essential and not known is
 * shown apart, and casts no doubt on the whole.
 */
export function overallState(states: ReadonlyMap<Part, AvailabilityState>): AvailabilityState {
  const of = (wanted: AvailabilityState, essential: boolean) =>
    [...states].some(([part, state]) => state === wanted && (!essential || ESSENTIAL.has(part)));
  if (of('maintenance', true)) {
    return 'maintenance';
  }
  if (of('down', true)) {
    return 'down';
  }
  if (of('unknown', true)) {
    return 'unknown';
  }
  return of('down', false) || of('degraded', false) || of('maintenance', false) ? 'degraded' : 'up';
}
