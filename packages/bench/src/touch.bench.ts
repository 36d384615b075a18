import { loadavg } from 'node:os';
import type { Stack } from '@officine/devstack';
import type { Bench, Figures } from './bench.ts';
import { startNaive } from './naive/start-naive.ts';
import { backlogPhase } from './touch/backlog-phase.ts';
import { type ClosedLoopFigures, closedLoopPhase, LATENCY_MS } from './touch/closed-loop-phase.ts';
import { type TouchOptions, touchOptions } from './touch/options.ts';
import { ownTimePhase } from './touch/own-time-phase.ts';
import { setLatency } from './touch/simulator.ts';
import { startTouchStack, TOPICS } from './touch/start.ts';
import { Vendor } from './touch/vendor.ts';
import { figuresOf } from './touch/verdict.ts';
import { warmTokens } from './touch/warm-tokens.ts';

/** Short, so that the phase is about us; long enough that calls overlap. */
const SHORT_LATENCY_MS = 100;

/** What a check costs us and whom it waits for, on the way of a real request through real processes. */
export const touch: Bench = {
  name: 'touch',
  what: 'own time of a check p50 ≤ 10 ms and p99 ≤ 50 ms; 95 % of the ideal throughput at 2.4 s of latency in 400 MiB; at most 20 bare RSA signatures of CPU',
  async run(args) {
    const options = touchOptions(args);
    const stack = await startTouchStack();
    try {
      return await measure(stack, options);
    } finally {
      await stack.stop();
    }
  },
};

async function measure(stack: Stack, { seconds, backlog }: TouchOptions): Promise<Figures> {
  const forMs = seconds * 1000;
  const vendor = await Vendor.connect(stack.kafkaBrokers, TOPICS);
  try {
    const service = stack.service('verification');
    await setLatency(stack, SHORT_LATENCY_MS);
    await warmTokens(vendor);

    await setLatency(stack, LATENCY_MS);
    note('240 checks in flight at 2.4 s of latency: ours …');
    const loadBefore = loadavg()[0] ?? Number.NaN;
    const ours = await closedLoopPhase(vendor, service.pid, forMs);
    note('… and the baseline');
    const naive = await measureNaive(stack, forMs);
    note(`  ${JSON.stringify({ ours, naive })}`);

    note('20 checks a second …');
    await setLatency(stack, SHORT_LATENCY_MS);
    const ownTime = await ownTimePhase(stack, vendor, forMs, SHORT_LATENCY_MS);
    note(`  ${JSON.stringify(ownTime)}`);
    note(`backlogs of 100 and of ${backlog} …`);
    const backlogs = await backlogPhase(service, vendor, backlog);
    return figuresOf({ ours, naive, ownTime, backlogs, backlog, loadBefore, loadAfter: loadavg()[0] ?? Number.NaN });
  } finally {
    await vendor.close();
  }
}

async function measureNaive(stack: Stack, forMs: number): Promise<ClosedLoopFigures> {
  const naive = await startNaive(stack);
  const vendor = await Vendor.connect(stack.kafkaBrokers, naive.topics);
  try {
    return await closedLoopPhase(vendor, naive.process.pid, forMs);
  } finally {
    await vendor.close();
    await naive.process.stop();
  }
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
