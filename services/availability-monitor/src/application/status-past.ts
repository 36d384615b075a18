import type { Component } from '@officine/contracts';
import type { Incident } from '../domain/incident.ts';
import { type ServiceLevel, serviceLevel } from '../domain/service-level.ts';
import { COMPONENTS } from '../domain/step-check.ts';
import { type TimeInStates, timeInStates } from '../domain/time-in-states.ts';
import { SLOT_MS } from './latency-ledger.ts';
import type { History, HistoryInterval, Incidents, LatencySlot } from './ports.ts';

export const HISTORY_DAYS = 90;
const DAY_MS = 86_400_000;
const INCIDENTS_SHOWN = 20;
const FRESH_MS = 5_000;
/** How far back an event may still change the past: a projector that is behind Kafka, by far more than it ever is. */
const CORRECTED_MS = 2 * 3_600_000;

/** One component over so many days. */
export interface SloFigures {
  readonly component: Component;
  readonly days: number;
  readonly time: TimeInStates;
  readonly level: ServiceLevel;
}

/** One day of a component; days are those of UTC. */
export interface DayFigures {
  readonly dayMs: number;
  readonly time: TimeInStates;
}

/** The past, as every replica shows it. */
export interface StatusPast {
  readonly days: ReadonlyMap<Component, readonly DayFigures[]>;
  readonly slo: readonly SloFigures[];
  readonly incidents: readonly Incident[];
  /** Of 24 hours, oldest first. */
  readonly latency: readonly LatencySlot[];
}

/** Reads the past from MongoDB, at most once in five seconds; without MongoDB it says that there is none to show. */
export class PastReader {
  readonly #history: History;
  readonly #incidents: Incidents;
  readonly #objective: number;
  readonly #objectiveDays: number;
  readonly #now: () => number;
  readonly #observedAtMs: () => number | undefined;
  #known: { readonly past: StatusPast | undefined; readonly atMs: number } | undefined;
  #reading: Promise<StatusPast | undefined> | undefined;
  /** What was read before: the past does not change, so that only its end is read again. */
  #intervals: { readonly list: readonly HistoryInterval[]; readonly atMs: number } | undefined;
  #latency: { readonly list: readonly LatencySlot[]; readonly atMs: number } | undefined;

  constructor(parts: {
    readonly history: History;
    readonly incidents: Incidents;
    readonly objective: number;
    readonly objectiveDays: number;
    readonly now: () => number;
    readonly observedAtMs: () => number | undefined;
  }) {
    this.#history = parts.history;
    this.#incidents = parts.incidents;
    this.#objective = parts.objective;
    this.#objectiveDays = parts.objectiveDays;
    this.#now = parts.now;
    this.#observedAtMs = parts.observedAtMs;
  }

  /** The past as last read, for those who must not wait. */
  get known(): StatusPast | undefined {
    return this.#known?.past;
  }

  /** Forgets what was read: something has changed. */
  refresh(): void {
    this.#known = undefined;
  }

  /** Resolves with undefined while MongoDB is away. */
  async read(): Promise<StatusPast | undefined> {
    const nowMs = this.#now();
    if (this.#known !== undefined && nowMs - this.#known.atMs < FRESH_MS) {
      return this.#known.past;
    }
    this.#reading ??= this.#fetch(nowMs)
      .catch(() => undefined)
      .then((past) => {
        this.#known = { past, atMs: nowMs };
        return past;
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return await this.#reading;
  }

  async #fetch(nowMs: number): Promise<StatusPast> {
    const todayMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
    const fromMs = todayMs - (HISTORY_DAYS - 1) * DAY_MS;
    const [intervals, incidents, latency] = await Promise.all([
      this.#readIntervals(fromMs, nowMs),
      this.#incidents.latest(INCIDENTS_SHOWN),
      this.#readLatency(nowMs),
    ]);
    const of = new Map(COMPONENTS.map((component) => [component, intervals.filter((one) => one.component === component)]));
    const observedMs = Math.min(nowMs, this.#observedAtMs() ?? nowMs);
    const days = new Map(COMPONENTS.map((component) => [component, daysOf(of.get(component) ?? [], fromMs, nowMs, observedMs)]));
    const windows = [...new Set([1, 7, this.#objectiveDays, HISTORY_DAYS])];
    const slo = COMPONENTS.flatMap((component) =>
      windows.map((count): SloFigures => {
        const period = { fromMs: nowMs - count * DAY_MS, toMs: nowMs };
        const time = timeInStates(of.get(component) ?? [], period, observedMs);
        return { component, days: count, time, level: serviceLevel(time, this.#objective) };
      }),
    );
    return { days, slo, incidents, latency };
  }

  async #readLatency(nowMs: number): Promise<readonly LatencySlot[]> {
    const fromMs = nowMs - DAY_MS;
    const sinceMs = this.#latency === undefined ? fromMs : this.#latency.atMs - 3 * SLOT_MS;
    const settled = (this.#latency?.list ?? []).filter((slot) => slot.fromMs >= fromMs && slot.fromMs < sinceMs);
    const list = [...settled, ...(await this.#history.latency(Math.max(sinceMs, fromMs)))];
    this.#latency = { list, atMs: nowMs };
    return list;
  }

  async #readIntervals(fromMs: number, nowMs: number): Promise<readonly HistoryInterval[]> {
    const sinceMs = this.#intervals === undefined ? fromMs : this.#intervals.atMs - CORRECTED_MS;
    const settled = (this.#intervals?.list ?? []).filter(({ toMs }) => toMs !== null && toMs <= sinceMs && toMs > fromMs);
    const list = [...settled, ...(await this.#history.intervals(sinceMs))];
    this.#intervals = { list, atMs: nowMs };
    return list;
  }
}

/** Each day by itself; a day sees only the intervals that reach into it, and the one that follows them. */
function daysOf(intervals: readonly HistoryInterval[], fromMs: number, nowMs: number, observedMs: number): DayFigures[] {
  return Array.from({ length: HISTORY_DAYS }, (_, index): DayFigures => {
    const dayMs = fromMs + index * DAY_MS;
    const period = { fromMs: dayMs, toMs: Math.min(dayMs + DAY_MS, nowMs) };
    const touching = intervals.filter(({ fromMs: begin, toMs }) => begin < period.toMs && (toMs === null || toMs > dayMs));
    return { dayMs, time: timeInStates(touching, period, Math.min(observedMs, period.toMs)) };
  });
}
