import { describe, expect, it } from 'vitest';
import { CONFIRM_EVERY_MS, DOWN_EVERY_MS } from '../application/probe-schedule.ts';
import { readPlan } from '../plan.ts';
import { Board, type ComponentState } from './board.ts';
import { serviceLevel } from './service-level.ts';
import { type Finding, STEP_CHECKS, type StepCheck } from './step-check.ts';
import { type Interval, timeInStates } from './time-in-states.ts';

const DAY_MS = 86_400_000;
const PLAN = readPlan('', 'custom');

/** What mySecu really does, moment by moment. */
type Truth = (nowMs: number, check: StepCheck) => Finding;

/** A day of the monitor's own schedule and rules, with the clock turned as fast as the machine can. The random is seeded. */
function dayOf(truth: Truth, seed: number): { changes: ComponentState[]; intervals: Interval[] } {
  const random = seeded(seed);
  const staleAfter = Object.fromEntries(STEP_CHECKS.map((check) => [check, 90_000]));
  const board = new Board({ thresholds: PLAN.thresholds, staleAfter, maintenanceAt: () => undefined }, 0);
  const next = new Map<StepCheck, number>(STEP_CHECKS.map((check) => [check, 0]));
  const begun = new Map<StepCheck, number>();
  const changes: ComponentState[] = [];
  for (let nowMs = 0; nowMs < DAY_MS; nowMs += 1_000) {
    for (const check of STEP_CHECKS) {
      // What calls cast doubt on is looked at sooner, as the schedule does when it is hastened.
      const dueMs = Math.min(next.get(check) ?? 0, board.isUrgent(check) ? (begun.get(check) ?? 0) + CONFIRM_EVERY_MS : Infinity);
      if (nowMs < dueMs) continue;
      begun.set(check, nowMs);
      board.observe({
        check,
        startedAtMs: nowMs,
        durationMs: 80 + random() * 900,
        finding: truth(nowMs, check),
        reason: 'timeout',
      });
      const usual = PLAN.probes[check].intervalMs * (0.9 + random() * 0.2);
      next.set(check, nowMs + (board.isUrgent(check) ? CONFIRM_EVERY_MS : board.isFailing(check) ? DOWN_EVERY_MS : usual));
    }
    // Day-time traffic with the noise of real life: one call in two hundred fails.
    if (nowMs > 7 * 3_600_000 && nowMs < 20 * 3_600_000 && random() < 0.5) {
      const good = truth(nowMs, 'get') === 'ok' && random() > 0.005;
      board.call(
        'get',
        { atMs: nowMs, durationMs: 200 + random() * 1_500, outcome: good ? 'ok' : 'timeout', ownFault: false },
        nowMs,
      );
    }
    changes.push(...board.evaluate(nowMs));
  }
  const overall = changes.filter(({ component }) => component === 'overall');
  return {
    changes,
    intervals: overall.map(({ state, sinceMs }, index) => ({
      state,
      fromMs: sinceMs,
      toMs: overall[index + 1]?.sinceMs ?? null,
    })),
  };
}

describe('an accelerated day', () => {
  it.each([1, 2])('without an outage has no alarm, seed %i', (seed) => {
    const { changes } = dayOf(() => 'ok', seed);

    expect(changes.filter(({ sinceMs, state }) => sinceMs > 1_000 && state !== 'up')).toEqual([]);
  });

  it.each([1, 2])('with single failed probes has no alarm either, seed %i', (seed) => {
    const random = seeded(seed * 7);

    const { changes } = dayOf(() => (random() < 0.005 ? 'failed' : 'ok'), seed);

    expect(changes.filter(({ state }) => state === 'down')).toEqual([]);
  });

  it.each([1, 2])('shows outages within a minute, and the availability within 0.1 point of the truth, seed %i', (seed) => {
    const random = seeded(seed * 13);
    const outages = Array.from({ length: 4 }, (_, index) => {
      const fromMs = Math.round((index * 6 + random() * 4) * 3_600_000);
      return { fromMs, toMs: fromMs + Math.round((3 + random() * 40) * 60_000) };
    });
    const truth: Truth = (nowMs, check) =>
      ['wsdl', 'get'].includes(check) && outages.some(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs) ? 'failed' : 'ok';

    const { intervals } = dayOf(truth, seed);

    const seen = intervals.filter(({ state }) => state === 'down');
    expect(seen).toHaveLength(outages.length);
    seen.forEach(({ fromMs, toMs }, index) => {
      expect(fromMs - (outages[index]?.fromMs ?? 0)).toBeLessThan(40_000);
      expect(Math.abs((toMs ?? 0) - (outages[index]?.toMs ?? 0))).toBeLessThan(40_000);
    });
    const level = serviceLevel(timeInStates(intervals, { fromMs: 0, toMs: DAY_MS }), 0.99);
    const lostMs = outages.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    expect(Math.abs((level.availability ?? 0) - (1 - lostMs / DAY_MS))).toBeLessThan(0.001);
  });

  it('in which we are blind for two hours has those two hours as unknown, on neither side', () => {
    const { intervals } = dayOf((nowMs) => (nowMs > 36_000_000 && nowMs < 43_200_000 ? 'blind' : 'ok'), 1);

    // Real calls fail as well, as our network carries them too.
    const time = timeInStates(intervals, { fromMs: 0, toMs: DAY_MS });
    expect(time.down).toBe(0);
    expect(Math.abs(time.unknown - 7_200_000)).toBeLessThan(60_000);
    expect(serviceLevel(time, 0.99).availability).toBe(1);
  });
});

/** mulberry32: the same days in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
