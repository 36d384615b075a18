import type { Figures } from '../bench.ts';
import { rounded } from '../statistics.ts';
import type { BacklogFigures } from './backlog-phase.ts';
import type { ClosedLoopFigures } from './closed-loop-phase.ts';
import type { OwnTimeFigures } from './own-time-phase.ts';

/** Everything that was measured in one run. */
export interface Measured {
  readonly ours: ClosedLoopFigures;
  readonly naive: ClosedLoopFigures;
  readonly ownTime: OwnTimeFigures;
  readonly backlogs: BacklogFigures;
  /** Size of the large backlog. */
  readonly backlog: number;
  /** Runnable processes of the whole machine, one-minute mean. */
  readonly loadBefore: number;
  readonly loadAfter: number;
}

const BOUNDS = {
  p50MsAtMost: 10,
  p99MsAtMost: 50,
  shareOfIdealAtLeast: 0.95,
  rssMiBAtMost: 400,
  cpuOverRsaAtMost: 20,
  backlogSpreadAtMost: 0.15,
} as const;

/** The figures of a run, each beside its bound or its baseline; `ok` when all bounds hold. */
export function figuresOf({ ours, naive, ownTime, backlogs, backlog, loadBefore, loadAfter }: Measured): Figures {
  const claims = {
    p50Ms: ownTime.p50Ms,
    p99Ms: ownTime.p99Ms,
    shareOfIdeal: ours.shareOfIdeal,
    rssMiB: ours.mostMiB,
    cpuOverRsa: ours.cpuMsPerCheck / ours.signatureMs,
    naiveOverOurs: naive.cpuMsPerCheck / ours.cpuMsPerCheck,
    backlogSpread: backlogs.spread,
  };
  const numbers = {
    ...claims,
    ownMaxMs: ownTime.maxMs,
    ownTimeChecks: ownTime.checks,
    vendorP50Ms: ownTime.vendorP50Ms,
    vendorP99Ms: ownTime.vendorP99Ms,
    cpuMsPerCheck: ours.cpuMsPerCheck,
    rsaMs: ours.signatureMs,
    answeredPerSecond: ours.answeredPerSecond,
    notAnswered: ours.notAnswered,
    naiveCpuMsPerCheck: naive.cpuMsPerCheck,
    naiveCpuOverRsa: naive.cpuMsPerCheck / naive.signatureMs,
    naiveRsaMs: naive.signatureMs,
    naiveAnsweredPerSecond: naive.answeredPerSecond,
    naiveShareOfIdeal: naive.shareOfIdeal,
    naiveRssMiB: naive.mostMiB,
    backlogOf: backlog,
    backlogSmallCpuMs: backlogs.smallCpuMs,
    backlogLargeCpuMs: backlogs.largeCpuMs,
    backlogLargeSeconds: backlogs.largeTookMs / 1000,
    backlogRssMiB: backlogs.mostMiB,
    idleCpuShare: backlogs.idleCpuShare,
    wakeUpCpuMs: backlogs.wakeUpCpuMs,
    loadBefore,
    loadAfter,
  };
  const shown = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, rounded(value)]));
  return { ...shown, ...BOUNDS, ok: holds(claims) };
}

function holds(claims: Readonly<Record<'p50Ms' | 'p99Ms' | 'shareOfIdeal' | 'rssMiB' | 'cpuOverRsa' | 'backlogSpread', number>>) {
  return (
    claims.p50Ms <= BOUNDS.p50MsAtMost &&
    claims.p99Ms <= BOUNDS.p99MsAtMost &&
    claims.shareOfIdeal >= BOUNDS.shareOfIdealAtLeast &&
    claims.rssMiB <= BOUNDS.rssMiBAtMost &&
    claims.cpuOverRsa <= BOUNDS.cpuOverRsaAtMost &&
    claims.backlogSpread <= BOUNDS.backlogSpreadAtMost
  );
}
