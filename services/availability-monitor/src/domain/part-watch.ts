import type { AvailabilityState } from '@officine/contracts';
import {
  CALLS_ALONE_FAIL,
  judgePart,
  type PartEvidence,
  type PartJudgement,
  PROBES_ALONE_FAIL,
  type Thresholds,
  UNDECIDED,
} from './judge-part.ts';
import { OutageRule, RECOVERY, type Verdict } from './outage-rule.ts';
import type { Observation, StepCheck } from './step-check.ts';
import { succeeded, TRAFFIC_WINDOW_MS, type TrafficCall, TrafficWindow } from './traffic-window.ts';

/** A component's state at a moment. */
export interface PartState {
  readonly state: Exclude<AvailabilityState, 'maintenance'>;
  readonly sinceMs: number;
  readonly cause?: string;
}

/** How long without a conclusive probe until nothing is known, ms, by step. A step that is absent here is not probed. */
export type StaleAfter = Partial<Readonly<Record<StepCheck, number>>>;

interface Probed {
  readonly rule: OutageRule;
  readonly staleAfterMs: number;
  evidenceAtMs: number | undefined;
  deep: boolean;
  blind: boolean;
}

/** Between up and degraded, a new quality has to last this long, so that one slow call more or less changes nothing. */
const STEADY_MS = 30_000;
/** While blind, old evidence is worth less. */
const BLIND_AFTER_MS = 30_000;
const WORST: readonly Verdict[] = ['failing', 'recovering', 'suspect', 'answers', 'none'];

/** Watches one component: takes what is found, says which state it amounts to. Pure: time comes from its caller. */
export class PartWatch {
  readonly #thresholds: Thresholds;
  readonly #checks: ReadonlyMap<StepCheck, Probed>;
  readonly #traffic = { rule: new OutageRule(), window: new TrafficWindow(), lastAtMs: 0 };
  #state: PartState;
  #leaning: { readonly state: string; readonly sinceMs: number } | undefined;
  #probedAtMs: number[] = [];
  #resumedAtMs = Number.NEGATIVE_INFINITY;

  constructor(thresholds: Thresholds, staleAfter: StaleAfter, checks: readonly StepCheck[], nowMs: number) {
    this.#thresholds = thresholds;
    this.#state = { state: 'unknown', sinceMs: nowMs, cause: 'not-observed' };
    this.#checks = new Map(
      checks.flatMap((check): [StepCheck, Probed][] => {
        const staleAfterMs = staleAfter[check];
        return staleAfterMs === undefined
          ? []
          : [[check, { rule: new OutageRule(), staleAfterMs, evidenceAtMs: undefined, deep: false, blind: false }]];
      }),
    );
  }

  get state(): PartState {
    return this.#state;
  }

  /** Conclusive probes and real calls of the last minute. */
  evidence(nowMs: number): { probes: number; calls: number } {
    this.#probedAtMs = this.#probedAtMs.filter((atMs) => atMs > nowMs - TRAFFIC_WINDOW_MS);
    return { probes: this.#probedAtMs.length, calls: this.#traffic.window.figures(nowMs).calls };
  }

  /** Goes on from what was published before, by us or by a former owner. */
  resume(state: PartState, nowMs: number): void {
    this.#state = state;
    this.#resumedAtMs = nowMs;
  }

  /** Forgets all evidence: what was seen before a time in which nobody looked says nothing of what comes after it. */
  forget(): void {
    for (const probed of this.#checks.values()) {
      probed.rule.reset();
      probed.evidenceAtMs = undefined;
    }
    this.#traffic.rule.reset();
    this.#traffic.window.clear();
    this.#traffic.lastAtMs = 0;
    this.#leaning = undefined;
  }

  /** Whether a step has to be looked at again soon. */
  isUrgent(check: StepCheck): boolean {
    const rule = this.#checks.get(check)?.rule;
    const confirms = this.#state.state === 'down' && rule?.verdict === 'answers' && rule.row.count < RECOVERY.successes;
    return confirms || rule?.verdict === 'suspect' || rule?.verdict === 'recovering' || this.#traffic.rule.verdict === 'suspect';
  }

  isFailing(check: StepCheck): boolean {
    return this.#checks.get(check)?.rule.failing === true;
  }

  observe({ check, startedAtMs, finding, reason = 'failed', deep = false }: Observation): void {
    const probed = this.#checks.get(check);
    if (probed === undefined) {
      return;
    }
    probed.blind = finding === 'blind';
    if (finding === 'blind' || finding === 'inconclusive') {
      return;
    }
    this.#probedAtMs.push(startedAtMs);
    probed.evidenceAtMs = startedAtMs;
    probed.deep = deep;
    if (finding === 'ok') {
      probed.rule.succeeded(startedAtMs);
    } else {
      probed.rule.failed(startedAtMs, reason);
    }
  }

  /** Takes a real call. Calls of the past, read late from the topic, are not evidence for now. */
  call(call: TrafficCall, nowMs: number): void {
    if (nowMs - call.atMs > BLIND_AFTER_MS * 2) {
      return;
    }
    this.#traffic.window.add(call);
    this.#traffic.lastAtMs = Math.max(this.#traffic.lastAtMs, call.atMs);
    if (succeeded(call)) {
      this.#traffic.rule.succeeded(call.atMs);
    } else {
      this.#traffic.rule.failed(call.atMs, call.outcome);
    }
  }

  /** The state now. */
  evaluate(nowMs: number): PartState {
    this.#forgetStale(nowMs);
    this.#forgetOutlived();
    const found = this.#judge(nowMs);
    if (found !== UNDECIDED && !this.#isTooEarly(found.state, nowMs) && this.#holds(found, nowMs)) {
      this.#enter(found, nowMs);
    }
    return this.#state;
  }

  #judge(nowMs: number): ReturnType<typeof judgePart> {
    const found = judgePart(this.#evidence(nowMs), this.#thresholds);
    if (found === UNDECIDED || this.#state.state !== 'down' || !isQuality(found.state)) {
      return found;
    }
    // What failed while it was down belongs to the outage: it must not make the minute after it look disturbed.
    this.#traffic.window.forgetBefore(this.#began(found.state, nowMs));
    return judgePart(this.#evidence(nowMs), this.#thresholds);
  }

  /** Whoever has just taken over has seen nothing yet: what was known a moment ago holds until the first probes are back. */
  #isTooEarly(state: PartState['state'], nowMs: number): boolean {
    return state === 'unknown' && this.#lastEvidenceMs() === 0 && nowMs - this.#resumedAtMs < BLIND_AFTER_MS;
  }

  #enter(found: { state: PartState['state']; sinceMs: number | undefined; cause?: string }, nowMs: number): void {
    const { state, sinceMs: foundSinceMs, cause } = found;
    const before = this.#state;
    if (before.state === state && before.cause === cause) {
      return;
    }
    // An outage ends with what began to answer, whatever failed beside it.
    const endsOutage = before.state === 'down' && isQuality(state);
    const beganMs = endsOutage || foundSinceMs === undefined ? this.#began(state, nowMs) : foundSinceMs;
    const wanted = state === before.state ? before.sinceMs : beganMs;
    // A state never begins before the one that it follows.
    const sinceMs = Math.min(nowMs, Math.max(before.sinceMs, wanted));
    this.#state = { state, sinceMs, ...(cause && { cause }) };
  }

  /**
   * Up and degraded take turns only when the new quality lasts; everything else is decided by its own rule. At the end of an outage
   * calls often succeed a little before the next probe does, or the other way round: that is no disagreement yet.
   */
  #holds({ state, cause }: PartJudgement, nowMs: number): boolean {
    const turnsQuality = isQuality(state) && isQuality(this.#state.state);
    const disagrees = cause === PROBES_ALONE_FAIL || cause === CALLS_ALONE_FAIL;
    const endsInDisagreement = this.#state.state === 'down' && disagrees;
    if (state === this.#state.state || !(turnsQuality || endsInDisagreement)) {
      this.#leaning = undefined;
      return true;
    }
    if (this.#leaning?.state !== state) {
      this.#leaning = { state, sinceMs: nowMs };
    }
    return nowMs - this.#leaning.sinceMs >= STEADY_MS;
  }

  #began(state: PartState['state'], nowMs: number): number {
    if (state === 'unknown') {
      return this.#lastEvidenceMs() || nowMs;
    }
    if (this.#state.state !== 'down' && this.#state.state !== 'unknown') {
      return this.#leaning?.sinceMs ?? nowMs;
    }
    // What answered all along did not end an outage: it ended with what began to answer in it.
    const since = (rules: readonly OutageRule[], of: (rule: OutageRule) => number) =>
      rules
        .filter(({ verdict }) => verdict === 'answers')
        .map(of)
        .filter((sinceMs) => sinceMs > this.#state.sinceMs);
    const probed = since(
      [...this.#checks.values()].map(({ rule }) => rule),
      ({ row }) => row.sinceMs,
    );
    const turned = probed.length > 0 ? probed : since([this.#traffic.rule], ({ sinceMs }) => sinceMs);
    return turned.length > 0 ? Math.max(...turned) : nowMs;
  }

  /** Calls that failed while we were cut off are no evidence: blindness begins with the last conclusive probe. */
  #lastEvidenceMs(): number {
    const probed = [...this.#checks.values()].map(({ evidenceAtMs }) => evidenceAtMs ?? 0);
    return Math.max(...probed, this.#isBlind() ? 0 : this.#traffic.lastAtMs);
  }

  #isBlind(): boolean {
    const probed = [...this.#checks.values()];
    return probed.length > 0 && probed.every(({ blind }) => blind);
  }

  #forgetStale(nowMs: number): void {
    for (const probed of this.#checks.values()) {
      const limitMs = probed.blind ? BLIND_AFTER_MS : probed.staleAfterMs;
      if (probed.evidenceAtMs !== undefined && nowMs - probed.evidenceAtMs > limitMs) {
        probed.rule.reset();
      }
    }
    // An outage seen by calls alone ends in doubt when calls cease: who stopped asking proves nothing.
    if (nowMs - this.#traffic.lastAtMs > BLIND_AFTER_MS * 2) {
      this.#traffic.rule.reset();
    }
  }

  /** Calls that failed before signed probes succeeded in a row are of the past: nobody has asked since, and mySecu answers. */
  #forgetOutlived(): void {
    const { rule, lastAtMs, window } = this.#traffic;
    const outlived = [...this.#checks.values()].find(
      (probed) => probed.deep && probed.rule.row.count >= RECOVERY.successes && probed.rule.row.sinceMs > lastAtMs,
    );
    if (rule.failing && outlived !== undefined) {
      rule.reset();
      window.forgetBefore(outlived.rule.row.sinceMs);
    }
  }

  #evidence(nowMs: number): PartEvidence {
    const probed = [...this.#checks.values()];
    const worst = probed.toSorted((a, b) => WORST.indexOf(a.rule.verdict) - WORST.indexOf(b.rule.verdict))[0];
    const { rule, window } = this.#traffic;
    const reason = worst?.rule.reason;
    return {
      probes: worst?.rule.verdict ?? 'none',
      probesSinceMs: Math.min(...probed.filter((one) => one.rule.failing).map((one) => one.rule.sinceMs), nowMs),
      ...(reason && { probeReason: reason }),
      deep: probed.some(({ deep, rule: { verdict } }) => deep && verdict === 'answers'),
      traffic: rule.verdict,
      trafficSinceMs: rule.sinceMs,
      ...(rule.reason && { trafficReason: rule.reason }),
      figures: window.figures(nowMs),
      blind: this.#isBlind(),
    };
  }
}

/** Whether a state says how well it answers, rather than whether it does. */
function isQuality(state: string): boolean {
  return state === 'up' || state === 'degraded';
}
