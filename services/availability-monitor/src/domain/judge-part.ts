import type { AvailabilityState } from '@officine/contracts';
import type { Verdict } from './outage-rule.ts';
import type { TrafficFigures } from './traffic-window.ts';

/** What is known of one component at one moment. */
export interface PartEvidence {
  /** The worst verdict of its probes, without those that are off or blind. */
  readonly probes: Verdict;
  /** Since when the probes' verdict holds, ms since the epoch. */
  readonly probesSinceMs: number;
  /** Reason of the failing probe. */
  readonly probeReason?: string;
  /** Whether a probe goes the whole way, signed: a shallow one proves little against traffic that fails. */
  readonly deep: boolean;
  /** Verdict of the same outage rule over real calls. */
  readonly traffic: Verdict;
  readonly trafficSinceMs: number;
  readonly trafficReason?: string;
  readonly figures: TrafficFigures;
  /** Nothing could be looked at, by a fault of ours. */
  readonly blind: boolean;
}

/** When a component that answers is called degraded. */
export interface Thresholds {
  /** Fewer calls in a minute say nothing about a ratio: nights are quiet. */
  readonly minimumCalls: number;
  /** And fewer failures are the noise of any network. */
  readonly minimumFailures: number;
  /** Share of failed calls, 0 to 1. */
  readonly failureRatio: number;
  /** 95th percentile, ms. */
  readonly slowMs: number;
}

/** The state that evidence amounts to. `undefined` since: from now. */
export interface PartJudgement {
  readonly state: Exclude<AvailabilityState, 'maintenance'>;
  readonly sinceMs: number | undefined;
  readonly cause?: string;
}

/** The cause of a component whose probes fail while real calls succeed. */
export const PROBES_ALONE_FAIL = 'probes-fail-traffic-answers';
/** And of one whose real calls fail while a signed probe succeeds. */
export const CALLS_ALONE_FAIL = 'traffic-fails-probes-answer';

/** What keeps the former state: an outage that is neither confirmed nor excluded yet. */
export const UNDECIDED = 'undecided';

/**
 * Weighs probes against real traffic (README, "How a state comes about"). A disagreement is `degraded` and says so in its cause;
 * where neither can speak, the component is `unknown`, never up.
 */
export function judgePart(evidence: PartEvidence, thresholds: Thresholds): PartJudgement | typeof UNDECIDED {
  const { probes, traffic, figures } = evidence;
  const probesFail = probes === 'failing' || probes === 'recovering';
  const trafficFails = traffic === 'failing' || traffic === 'recovering';
  if (probesFail) {
    return answersMeanwhile(evidence)
      ? { state: 'degraded', sinceMs: undefined, cause: PROBES_ALONE_FAIL }
      : down(evidence.probesSinceMs, evidence.probeReason);
  }
  // Whoever is cut off sees every call fail as well: that is no evidence against mySecu.
  if (trafficFails && evidence.blind) {
    return { state: 'unknown', sinceMs: undefined, cause: 'monitor-blind' };
  }
  if (trafficFails) {
    return probes === 'answers' && evidence.deep
      ? { state: 'degraded', sinceMs: evidence.trafficSinceMs, cause: CALLS_ALONE_FAIL }
      : down(evidence.trafficSinceMs, evidence.trafficReason);
  }
  if (probes === 'suspect') {
    return UNDECIDED;
  }
  if (probes === 'none' && (traffic === 'none' || figures.calls === 0)) {
    return { state: 'unknown', sinceMs: undefined, cause: evidence.blind ? 'monitor-blind' : 'not-observed' };
  }
  return qualityOf(evidence, thresholds);
}

function qualityOf(
  { figures }: PartEvidence,
  { minimumCalls, minimumFailures, failureRatio, slowMs }: Thresholds,
): PartJudgement {
  const enough = figures.calls >= minimumCalls;
  if (enough && figures.failures >= minimumFailures && figures.failures / figures.calls >= failureRatio) {
    return { state: 'degraded', sinceMs: undefined, cause: 'calls-fail-in-part' };
  }
  if (enough && figures.p95Ms >= slowMs) {
    return { state: 'degraded', sinceMs: undefined, cause: 'slow' };
  }
  return { state: 'up', sinceMs: undefined };
}

/** Whether real calls succeeded after the probes began to fail: then what fails is the probing, or a part of the platform. */
function answersMeanwhile({ traffic, figures, probesSinceMs }: PartEvidence): boolean {
  return traffic === 'answers' && figures.lastSuccessAtMs !== undefined && figures.lastSuccessAtMs > probesSinceMs;
}

function down(sinceMs: number, reason: string | undefined): PartJudgement {
  return { state: 'down', sinceMs, ...(reason && { cause: reason }) };
}
