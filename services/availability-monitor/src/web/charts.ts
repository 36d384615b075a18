import type { AvailabilityState } from '@officine/contracts';
import { SLOT_MS } from '../application/latency-ledger.ts';
import type { LatencySlot, LatencySource } from '../application/ports.ts';
import type { DayFigures } from '../application/status-past.ts';
import type { TimeInStates } from '../domain/time-in-states.ts';
import { type Html, html } from './html.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

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
  return maintenance >= 5 * MINUTE_MS ? 'maintenance' : 'up';
}

/** Where a day's bar begins below the top: heights differ as well, so that colour is not all that tells days apart. */
const TOP: Readonly<Record<AvailabilityState, number>> = { up: 0, maintenance: 8, degraded: 12, down: 18, unknown: 27 };
const BAR = { step: 6, width: 4, height: 32 } as const;

/** One bar for each day. */
export function dayBar(days: readonly DayFigures[], label: string, describe: (day: DayFigures) => string): Html {
  const bars = days.map((day, index) => {
    const state = dayState(day.time);
    const x = index * BAR.step;
    const top = wasObserved(day.time) ? TOP[state] : BAR.height - 2;
    return html`<rect class="day ${state}" x="${x}" y="${top}" width="${BAR.width}" height="${BAR.height - top}"><title>${describe(day)}</title></rect>`;
  });
  const track = days.map((_, index) => `M${index * BAR.step} 0h${BAR.width}v${BAR.height}h-${BAR.width}z`).join('');
  return html`<svg class="days" viewBox="0 0 ${days.length * BAR.step - 2} ${BAR.height}" preserveAspectRatio="none" role="img" aria-label="${label}"><path class="track" d="${track}"/>${bars}</svg>`;
}

/** Whether anybody looked at all: before the first day of an installation nobody did. */
function wasObserved({ up, degraded, down, maintenance }: TimeInStates): boolean {
  return up + degraded + down + maintenance > 0;
}

const SPARK = { width: 288, height: 44, margin: 3 } as const;

/** Medians of 24 hours: calls as a strong line, probes as a fine one. Where nothing was answered there is a gap. */
export function sparkline(slots: readonly LatencySlot[], nowMs: number, label: string): Html {
  const highest = Math.max(100, ...slots.map(({ p50Ms }) => p50Ms ?? 0));
  const paths = (['probes', 'calls'] as const).flatMap((source) => {
    const own = slots.filter((slot) => slot.source === source);
    return own.length === 0
      ? []
      : [html`<path class="${source}" d="${pathOf(own, nowMs, highest)}"/>`, lastOf(own, nowMs, highest)];
  });
  return html`<svg class="spark" viewBox="0 0 ${SPARK.width} ${SPARK.height}" preserveAspectRatio="none" role="img" aria-label="${label}">${paths}</svg>`;
}

/** The latest point, as a dot: all that there is in the first ten minutes. */
function lastOf(slots: readonly LatencySlot[], nowMs: number, highest: number): Html {
  const last = slots.findLast(({ p50Ms }) => p50Ms !== null);
  return html`<path class="dot ${last?.source ?? 'probes'}" d="${last === undefined ? '' : pathOf([last], nowMs, highest)}"/>`;
}

function pathOf(slots: readonly LatencySlot[], nowMs: number, highest: number): string {
  return slots
    .map(({ fromMs, p50Ms }, index) => {
      if (p50Ms === null) return '';
      const before = slots[index - 1];
      const joined = before !== undefined && before.p50Ms !== null && fromMs - before.fromMs <= SLOT_MS;
      const x = Math.max(1, SPARK.width - 2 - ((nowMs - fromMs) / DAY_MS) * SPARK.width);
      const y = SPARK.height - SPARK.margin - (p50Ms / highest) * (SPARK.height - 2 * SPARK.margin);
      // A point with no neighbour is a dot.
      return `${joined ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}${joined ? '' : 'h.01'}`;
    })
    .join('');
}

/** The slots of these steps, summed over the counters that saw them, oldest first. */
export function slotsOf(latency: readonly LatencySlot[], source: LatencySource, steps: readonly string[]): LatencySlot[] {
  const bySlot = new Map<number, LatencySlot>();
  for (const slot of latency.filter((one) => one.source === source && steps.includes(one.step))) {
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
