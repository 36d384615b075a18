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
/** Older, it is read again while the old one is shown. */
const FRESH_MS = 3_000;
/** Older, it is not shown any more. */
const STALE_MS = 30_000;
/** So long after a failure nobody waits for MongoDB again. */
const RETRY_MS = 5_000;
/** Until when figures that grow with the time are shown as they were. */
const SHOWN_MS = 1_000;
/** How far back an event may still change the past: a projector that is behind Kafka, by far more than it ever is. */
const CORRECTED_MS = 2 * 3_600_000;

/** One component over so many days. */
export interface SloFigures {
  readonly component: Component;
  readonly days: number;
  readonly objective: number;
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

/** Where the past is read from, and by which clock. */
export interface PastReaderParts {
  readonly history: History;
  readonly incidents: Incidents;
  readonly objectiveOf: (component: Component) => number;
  readonly objectiveDays: number;
  readonly now: () => number;
  readonly observedAtMs: () => number | undefined;
}

/** What of the past is kept in memory. */
interface Kept {
  readonly intervals: readonly HistoryInterval[];
  readonly latency: readonly LatencySlot[];
  readonly incidents: readonly Incident[];
  readonly atMs: number;
}

/**
 * The past, from memory: it does not change, so that only its end is read again, behind the back of whoever asks. Only after
 * something has happened, and while MongoDB is away, does a reader wait.
 */
export class PastReader {
  readonly #parts: PastReaderParts;
  #kept: Kept | undefined;
  #shown: { readonly past: StatusPast; readonly atMs: number } | undefined;
  #reading: Promise<void> | undefined;
  /** Counts what has happened: what was read before the latest is not shown any more. */
  #news = 0;
  #readNews = -1;
  #failedAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: PastReaderParts) {
    this.#parts = parts;
  }

  /** The past as last shown, for those who must not wait. */
  get known(): StatusPast | undefined {
    return this.#shown?.past;
  }

  /** Something has changed: the next reader waits for it. */
  refresh(): void {
    this.#news += 1;
  }

  /** Resolves with undefined while MongoDB is away. */
  async read(): Promise<StatusPast | undefined> {
    const nowMs = this.#parts.now();
    const ageMs = this.#kept === undefined ? Number.POSITIVE_INFINITY : nowMs - this.#kept.atMs;
    const isNews = this.#readNews !== this.#news;
    const hasJustFailed = nowMs - this.#failedAtMs < RETRY_MS;
    if ((ageMs >= FRESH_MS || isNews) && !hasJustFailed) {
      const reading = this.#readSoon(nowMs);
      if (ageMs >= STALE_MS || isNews) {
        await reading;
      }
    }
    return this.#show(nowMs);
  }

  /** One reading at a time; whoever comes while one is under way that began before the news, waits for the next as well. */
  async #readSoon(nowMs: number): Promise<void> {
    const news = this.#news;
    this.#reading ??= this.#readAgain(nowMs).finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
    if (this.#readNews < news && this.#failedAtMs < nowMs) {
      await this.#readAgain(nowMs);
    }
  }

  async #readAgain(nowMs: number): Promise<void> {
    const news = this.#news;
    try {
      const [intervals, latency, incidents] = await Promise.all([
        this.#readIntervals(nowMs),
        this.#readLatency(nowMs),
        this.#parts.incidents.latest(INCIDENTS_SHOWN),
      ]);
      this.#kept = { intervals, latency, incidents, atMs: nowMs };
      this.#readNews = news;
      this.#shown = undefined;
    } catch {
      this.#failedAtMs = nowMs;
      // What was read before is shown for a little while; then there is none to show.
      if (this.#kept !== undefined && nowMs - this.#kept.atMs >= STALE_MS) {
        this.#kept = undefined;
        this.#shown = undefined;
      }
    }
  }

  #show(nowMs: number): StatusPast | undefined {
    if (this.#kept === undefined) {
      return undefined;
    }
    if (this.#shown === undefined || nowMs - this.#shown.atMs >= SHOWN_MS) {
      this.#shown = { past: this.#past(this.#kept, nowMs), atMs: nowMs };
    }
    return this.#shown.past;
  }

  #past({ intervals, latency, incidents }: Kept, nowMs: number): StatusPast {
    const { objectiveOf, objectiveDays } = this.#parts;
    const fromMs = firstDayMs(nowMs);
    const of = new Map(COMPONENTS.map((component) => [component, intervals.filter((one) => one.component === component)]));
    const observedMs = Math.min(nowMs, this.#parts.observedAtMs() ?? nowMs);
    const days = new Map(COMPONENTS.map((component) => [component, daysOf(of.get(component) ?? [], fromMs, nowMs, observedMs)]));
    const windows = [...new Set([1, 7, objectiveDays, HISTORY_DAYS])].toSorted((a, b) => a - b);
    const slo = COMPONENTS.flatMap((component) =>
      windows.map((count): SloFigures => {
        const period = { fromMs: nowMs - count * DAY_MS, toMs: nowMs };
        const time = timeInStates(of.get(component) ?? [], period, observedMs);
        const objective = objectiveOf(component);
        return { component, days: count, objective, time, level: serviceLevel(time, objective) };
      }),
    );
    return { days, slo, incidents, latency };
  }

  async #readLatency(nowMs: number): Promise<readonly LatencySlot[]> {
    const fromMs = nowMs - DAY_MS;
    const sinceMs = this.#kept === undefined ? fromMs : Math.max(fromMs, this.#kept.atMs - 3 * SLOT_MS);
    const settled = (this.#kept?.latency ?? []).filter((slot) => slot.fromMs >= fromMs && slot.fromMs < sinceMs);
    return [...settled, ...(await this.#parts.history.latency(sinceMs))];
  }

  async #readIntervals(nowMs: number): Promise<readonly HistoryInterval[]> {
    // A period of so many days begins at this time of day, and so before the first day that is shown.
    const fromMs = Math.min(firstDayMs(nowMs), nowMs - HISTORY_DAYS * DAY_MS);
    const sinceMs = this.#kept === undefined ? fromMs : this.#kept.atMs - CORRECTED_MS;
    const settled = (this.#kept?.intervals ?? []).filter(({ toMs }) => toMs !== null && toMs <= sinceMs && toMs > fromMs);
    return [...settled, ...(await this.#parts.history.intervals(sinceMs))];
  }
}

function firstDayMs(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS) * DAY_MS - (HISTORY_DAYS - 1) * DAY_MS;
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
