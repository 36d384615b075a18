import type { Latencies, Latency } from './options.ts';
import type { Step } from './step.ts';

/** The 95th percentile of the standard normal distribution. */
const Z95 = 1.6448536269514722;

/** A delay in milliseconds drawn for a step; log-normal where a median and a 95th percentile are given. */
export function drawLatency(latencies: Latencies, step: Step, random: () => number = Math.random): number {
  const latency: Latency = latencies[step === 'cancel' ? 'token' : step];
  if (typeof latency === 'number') return latency;
  const sigma = Math.log(latency.p95 / latency.p50) / Z95;
  return latency.p50 * Math.exp(sigma * standardNormal(random));
}

/** Box and Muller's transform; `1 - random()` keeps the logarithm away from zero. */
function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
