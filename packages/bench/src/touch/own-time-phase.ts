import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '@officine/devstack';
import { median, percentile } from '../statistics.ts';
import { askSteadily } from './load.ts';
import { ownTimesMs } from './own-time.ts';
import { PHARMACIES } from './pharmacies.ts';
import { ANSWERED, type Vendor } from './vendor.ts';

export const CHECKS_PER_SECOND = 20;
/** Longer than any span waits in its process before it is sent. */
const SPANS_LATE_MS = 3_000;
const MICROS_PER_MS = 1000;

/** Our own time under a pharmacy group's steady load. */
export interface OwnTimeFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly checks: number;
  /** From the vendor's send to the result in its hands without mySecu's latency: Kafka's part included. */
  readonly vendorP50Ms: number;
  readonly vendorP99Ms: number;
}

/** Asks {@link CHECKS_PER_SECOND} for `forMs` with warm tokens. Thrown when a check is not answered, or its spans do not come: Error. */
export async function ownTimePhase(stack: Stack, vendor: Vendor, forMs: number, latencyMs: number): Promise<OwnTimeFigures> {
  const fromUs = Date.now() * MICROS_PER_MS;
  const outcomes = await askSteadily(vendor, (timeoutMs) => vendor.request(PHARMACIES, timeoutMs), {
    perSecond: CHECKS_PER_SECOND,
    forMs,
  });
  if (outcomes.some(({ type }) => type !== ANSWERED)) throw new Error('a check was not answered under a light load');
  await pause(SPANS_LATE_MS);
  const times = ownTimesMs(stack.traces.spans(), fromUs);
  if (times.length < outcomes.length) throw new Error(`of ${outcomes.length} checks only ${times.length} left their spans`);
  const elapsed = outcomes.map(({ elapsedMs }) => elapsedMs - latencyMs);
  return {
    p50Ms: median(times),
    p99Ms: percentile(times, 0.99),
    maxMs: Math.max(...times),
    checks: times.length,
    vendorP50Ms: median(elapsed),
    vendorP99Ms: percentile(elapsed, 0.99),
  };
}
