import type { AvailabilityState } from '@officine/contracts';
import type { TrafficHour } from '../application/ports.ts';
import type { DayFigures } from '../application/status-past.ts';
import type { TimeInStates } from '../domain/time-in-states.ts';
import { type Html, html } from './html.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What a day is shown as: the worst that lasted long enough to matter; unknown when little of it was seen. */
export function dayState({ up, degraded, down, maintenance, unknown }: TimeInStates): AvailabilityState {
  if (down >= MINUTE_MS) {
    return 'down';
  }
  const whole = up + degraded + down + maintenance + unknown;
  if (unknown > whole / 2) {
    return 'unknown';
  }
  if (degraded >= 5 * MINUTE_MS) {
    return 'degraded';
  }
  return maintenance > up ? 'maintenance' : 'up';
}

/** One bar for each day; heights differ with the state, so that colour is not all that tells them apart. */
export function dayBar(days: readonly DayFigures[], label: string, describe: (day: DayFigures) => string): Html {
  const bars = days.map((day, index) => {
    const state = dayState(day.time);
    return html`<rect class="${state}" x="${index * 6}" y="${TOP[state]}" width="4" height="${32 - TOP[state]}"><title>${describe(day)}</title></rect>`;
  });
  return html`<svg class="days" viewBox="0 0 ${days.length * 6 - 2} 32" preserveAspectRatio="none" role="img" aria-label="${label}">${bars}</svg>`;
}

const TOP: Readonly<Record<AvailabilityState, number>> = { up: 0, maintenance: 6, degraded: 10, down: 4, unknown: 20 };

/** Median and 95th percentile of 24 hours. Hours without calls are gaps. */
export function sparkline(hours: readonly TrafficHour[], nowMs: number, label: string): Html {
  const highest = Math.max(100, ...hours.map(({ p95Ms }) => p95Ms));
  const line = (read: (hour: TrafficHour) => number) =>
    hours
      .map((hour, index) => {
        const x = 240 - ((nowMs - hour.hourMs) / HOUR_MS) * 10;
        const y = 46 - (read(hour) / highest) * 42;
        const before = hours[index - 1];
        const joined = before !== undefined && hour.hourMs - before.hourMs <= HOUR_MS;
        return `${joined ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}${joined ? '' : 'h.01'}`;
      })
      .join('');
  return html`<svg class="spark" viewBox="-4 0 248 48" preserveAspectRatio="none" role="img" aria-label="${label}"><path class="p95" d="${line(({ p95Ms }) => p95Ms)}"/><path class="p50" d="${line(({ p50Ms }) => p50Ms)}"/></svg>`;
}

/** One hour for each step, summed over the counters that saw it. */
export function hoursOf(traffic: readonly TrafficHour[], step: string): TrafficHour[] {
  const byHour = new Map<number, TrafficHour>();
  for (const hour of traffic.filter((one) => one.step === step && one.calls > 0)) {
    const known = byHour.get(hour.hourMs);
    byHour.set(hour.hourMs, known === undefined ? hour : together(known, hour));
  }
  return [...byHour.values()].toSorted((a, b) => a.hourMs - b.hourMs);
}

function together(one: TrafficHour, other: TrafficHour): TrafficHour {
  const busier = one.calls >= other.calls ? one : other;
  return {
    ...busier,
    calls: one.calls + other.calls,
    failures: one.failures + other.failures,
    p95Ms: Math.max(one.p95Ms, other.p95Ms),
  };
}
