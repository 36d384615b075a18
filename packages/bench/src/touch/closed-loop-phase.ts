import { setTimeout as pause } from 'node:timers/promises';
import { ClosedLoop } from './load.ts';
import { PHARMACIES } from './pharmacies.ts';
import { usageDuring } from './process-usage.ts';
import { signatureMsDuring } from './signature-cost.ts';
import { ANSWERED, type Vendor } from './vendor.ts';

/** Median of an eligibility service in production elsewhere: what mySecu may well take. */
export const LATENCY_MS = 2_400;
/** With that latency, ideally 100 checks a second. */
export const IN_FLIGHT = 240;
/** Long enough for the JIT and for connections. */
const WARM_UP_MS = 20_000;

/** What a contender did under {@link IN_FLIGHT} open questions. */
export interface ClosedLoopFigures {
  readonly answeredPerSecond: number;
  /** Of `IN_FLIGHT / LATENCY_MS`. */
  readonly shareOfIdeal: number;
  readonly notAnswered: number;
  readonly cpuMsPerCheck: number;
  /** CPU of a bare RSA-2048 signature at the same time. */
  readonly signatureMs: number;
  readonly mostMiB: number;
}

/** Measures one contender, once it is warm, for `forMs`. */
export async function closedLoopPhase(vendor: Vendor, pid: number, forMs: number): Promise<ClosedLoopFigures> {
  const next = (timeoutMs: number) => vendor.request(PHARMACIES, timeoutMs);
  const loop = new ClosedLoop(vendor, next, { inFlight: IN_FLIGHT, latencyMs: LATENCY_MS });
  await pause(WARM_UP_MS);
  const { value: usage, signatureMs } = await signatureMsDuring(() => usageDuring(pid, () => loop.observe(forMs)));
  await loop.end();
  const { outcomes, tookMs } = usage.value;
  const answered = outcomes.filter(({ type }) => type === ANSWERED).length;
  const answeredPerSecond = (answered / tookMs) * 1000;
  return {
    answeredPerSecond,
    shareOfIdeal: answeredPerSecond / ((IN_FLIGHT / LATENCY_MS) * 1000),
    notAnswered: outcomes.length - answered,
    cpuMsPerCheck: usage.cpuMs / answered,
    signatureMs,
    mostMiB: usage.mostMiB,
  };
}
