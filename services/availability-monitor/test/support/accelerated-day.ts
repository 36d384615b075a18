import { Monitor } from '../../src/application/monitor.ts';
import { ProbeSchedule } from '../../src/application/probe-schedule.ts';
import { Board, type ComponentState, type MaintenanceWindow } from '../../src/domain/board.ts';
import { type Finding, type Observation, STEP_CHECKS, type StepCheck } from '../../src/domain/step-check.ts';
import { type Interval, type TimeInStates, timeInStates } from '../../src/domain/time-in-states.ts';
import type { CountedCall } from '../../src/inbound/call-counter.ts';
import { readPlan } from '../../src/plan.ts';

export const HOUR = 3_600_000;
const DAY_MS = 24 * HOUR;
const PLAN = readPlan('', 'custom');
/** How far the clock is turned before everybody who waits for it gets a turn. */
const STEP_MS = 500;

/** What mySecu really does, moment by moment; ms since the day began. */
export interface Truth {
  readonly probe: (nowMs: number, check: StepCheck) => Finding;
  readonly call: (nowMs: number) => CountedCall['outcome'];
  readonly maintenance?: MaintenanceWindow;
}

/** A state as it was published, and when. */
export interface Told extends ComponentState {
  readonly publishedAtMs: number;
}

/** A day as the monitor told it. Times are ms since it began. */
export interface Day {
  /** Without heartbeats. */
  readonly told: readonly Told[];
  readonly overall: readonly Interval[];
  readonly time: TimeInStates;
  readonly probes: number;
  readonly mostInFlight: number;
}

/**
 * A day of the monitor itself, its schedule and its rules as they are, with the clock turned as fast as the machine can; timers have to
 * be fake. Only what it looks at and where it writes is invented.
 */
export async function acceleratedDay(truth: Truth, random: () => number, turn: (ms: number) => void): Promise<Day> {
  const beganAtMs = Date.now();
  const day = () => Date.now() - beganAtMs;
  const published: Told[] = [];
  const inFlight = new Map<StepCheck, number>();
  let mostInFlight = 0;
  let probes = 0;

  const look = async (check: StepCheck): Promise<Observation> => {
    probes += 1;
    inFlight.set(check, (inFlight.get(check) ?? 0) + 1);
    mostInFlight = Math.max(mostInFlight, inFlight.get(check) ?? 0);
    const startedAtMs = Date.now();
    const finding = truth.probe(day(), check);
    const durationMs = finding === 'ok' ? 80 + random() * 900 : 4_000;
    await new Promise((resolve) => setTimeout(resolve, durationMs));
    inFlight.set(check, (inFlight.get(check) ?? 0) - 1);
    return { check, startedAtMs, durationMs, finding, deep: true, ...(finding !== 'ok' && { reason: 'timeout' }) };
  };
  const schedule: ProbeSchedule = new ProbeSchedule({
    plan: PLAN.probes,
    logger: { error: (...said) => Promise.reject(said) },
    probeOf: (check) => ({ check, look: () => look(check) }),
    onObserved: (observation) => monitor.observed(observation),
    isUrgent: (check) => monitor.isUrgent(check),
    isFailing: (check) => monitor.isFailing(check),
    canSee: async () => true,
  });
  const monitor = new Monitor({
    topic: {
      publish: async (state, atMs) => void published.push({ ...state, publishedAtMs: atMs }),
      latest: () => ({ states: [], observedAtMs: undefined }),
    },
    logger: { debug() {}, info() {}, warn() {}, error() {}, fatal() {}, child: () => Promise.reject() as never },
    makeBoard: (nowMs) =>
      new Board(
        {
          thresholds: PLAN.thresholds,
          staleAfter: Object.fromEntries(STEP_CHECKS.map((check) => [check, 2.5 * PLAN.probes[check].intervalMs + 4_000])),
          maintenanceAt: (component) => {
            const { maintenance: window } = truth;
            const isUnder = window !== undefined && window.fromMs <= day() && day() < window.toMs;
            return component === 'service' && isUnder
              ? { fromMs: beganAtMs + window.fromMs, toMs: beganAtMs + window.toMs }
              : undefined;
          },
        },
        nowMs,
      ),
    probes: schedule,
    traffic: { start: () => undefined, stop: async () => undefined },
    isOwner: () => true,
    now: () => Date.now(),
  });

  monitor.begin();
  while (day() < DAY_MS) {
    turn(STEP_MS);
    // Pharmacies are open from seven to eight in the evening.
    if (day() > 7 * HOUR && day() < 20 * HOUR && random() < 0.25) {
      const durationMs = 200 + random() * 1_500;
      monitor.called({ step: 'get', atMs: Date.now(), durationMs, outcome: truth.call(day()), ownFault: false });
    }
    for (let turns = 0; turns < 12; turns += 1) await Promise.resolve();
  }
  const ended = monitor.end();
  turn(5_000);
  await ended;

  const told = withoutHeartbeats(published).map((state) => ({
    ...state,
    sinceMs: state.sinceMs - beganAtMs,
    publishedAtMs: state.publishedAtMs - beganAtMs,
  }));
  const changes = told.filter(({ component }) => component === 'overall');
  const overall = changes.map(({ state, sinceMs }, index): Interval => {
    return { state, fromMs: sinceMs, toMs: changes[index + 1]?.sinceMs ?? null };
  });
  return { told, overall, time: timeInStates(overall, { fromMs: 0, toMs: DAY_MS }), probes, mostInFlight };
}

function withoutHeartbeats(published: readonly Told[]): Told[] {
  const last = new Map<string, string>();
  return published.filter(({ component, state, sinceMs, cause }) => {
    const said = `${state} ${sinceMs} ${cause}`;
    const isNews = last.get(component) !== said;
    last.set(component, said);
    return isNews;
  });
}

/** mulberry32: the same days in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
