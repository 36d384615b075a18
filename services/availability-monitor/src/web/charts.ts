import type { AvailabilityState } from '@officine/contracts';
import { SLOT_MS } from '../application/latency-ledger.ts';
import type { LatencySlot, LatencySource } from '../application/ports.ts';
import type { DayFigures } from '../application/status-past.ts';
import type { TimeInStates } from '../domain/time-in-states.ts';
import { type Html, html } from './html.ts';

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

const DAY_MS = 86_400_000;
const WIDTH = 288;
const HEIGHT = 40;

/** Response times of 24 hours: calls as a line, probes as a fine one behind it. Where nothing was answered there is a gap. */
export function sparkline(slots: readonly LatencySlot[], nowMs: number, label: string): Html {
  const lines = (['probes', 'calls'] as const).map((source) => ({
    source,
    slots: slots.filter((slot) => slot.source === source),
  }));
  const highest = Math.max(100, ...slots.map(({ p50Ms }) => p50Ms ?? 0));
  const paths = lines
    .filter((line) => line.slots.length > 0)
    .map(({ source, slots: own }) => html`<path class="${source}" d="${pathOf(own, nowMs, highest)}"/>`);
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${paths}</svg>`;
}

function pathOf(slots: readonly LatencySlot[], nowMs: number, highest: number): string {
  return slots
    .map(({ fromMs, p50Ms }, index) => {
      if (p50Ms === null) return '';
      const before = slots[index - 1];
      const joined = before !== undefined && before.p50Ms !== null && fromMs - before.fromMs <= SLOT_MS;
      const x = Math.max(1, WIDTH - 2 - ((nowMs - fromMs) / DAY_MS) * WIDTH);
      const y = HEIGHT - 3 - (p50Ms / highest) * (HEIGHT - 6);
      return `${joined ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}${joined ? '' : 'h.01'}`;
    })
    .join('');
}

/** The slots of these steps, summed over the counters that saw them, oldest first. */
export function slotsOf(latency: readonly LatencySlot[], source: LatencySource, step: string): LatencySlot[] {
  const bySlot = new Map<number, LatencySlot>();
  for (const slot of latency.filter((one) => one.source === source && one.step === step)) {
    const known = bySlot.get(slot.fromMs);
    bySlot.set(slot.fromMs, known === undefined ? slot : together(known, slot));
  }
  return [...bySlot.values()].toSorted((a, b) => a.fromMs - b.fromMs);
}

/** Percentiles cannot be added: the busier counter's stand for both. */
function together(one: LatencySlot, other: LatencySlot): LatencySlot {
  const [busier, quieter] = one.count >= other.count ? [one, other] : [other, one];
  const failures = { ...busier.failures };
  for (const [reason, count] of Object.entries(quieter.failures)) {
    failures[reason] = (failures[reason] ?? 0) + count;
  }
  return {
    ...busier,
    count: one.count + other.count,
    failures,
    p50Ms: busier.p50Ms ?? quieter.p50Ms,
    p95Ms: busier.p95Ms ?? quieter.p95Ms,
  };
}
