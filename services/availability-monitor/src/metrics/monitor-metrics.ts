import type { Component, Environment } from '@officine/contracts';
import { AVAILABILITY_STATES, type StatusNow } from '../application/status-now.ts';
import type { SloFigures } from '../application/status-past.ts';
import { COMPONENTS, type Observation, type Part, partOf, partOfCall } from '../domain/step-check.ts';
import { succeeded } from '../domain/traffic-window.ts';
import type { CountedCall } from '../inbound/call-counter.ts';
import { MONITOR_METRIC } from './names.ts';
import { Counter, exposition, Gauge, Histogram, type Labels, type MetricsFormat } from './open-metrics.ts';

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30] as const;
/** What the gauges are read from. */
export interface MetricSources {
  readonly environment: Environment;
  readonly now: () => StatusNow;
  readonly slo: () => readonly SloFigures[];
  readonly objectiveOf: (component: Component) => number;
  readonly isOwner: () => boolean;
  readonly historyAvailable: () => boolean;
}

/** The monitor's metrics. Labels are few and closed: never a pharmacy, a vendor or a person. */
export class MonitorMetrics {
  readonly #probes: Counter;
  readonly #probeDuration: Histogram;
  readonly #calls: Counter;
  readonly #callDuration: Histogram;
  readonly #events: Counter;
  readonly #certificates = new Map<string, number>();
  readonly #sources: MetricSources;
  readonly #gauges: readonly Gauge[];

  constructor(sources: MetricSources) {
    this.#sources = sources;
    // Certification is not exploitation: each sample says of which it is (R3).
    const common = { environment: sources.environment };
    this.#probes = new Counter(MONITOR_METRIC.probes, 'Probes by step and finding', common);
    const answered = 'Duration of probes that were answered, by step';
    this.#probeDuration = new Histogram(MONITOR_METRIC.probeDuration, answered, SECONDS, common);
    this.#calls = new Counter(MONITOR_METRIC.calls, 'Real calls by step, outcome and whose fault it was', common);
    this.#callDuration = new Histogram(MONITOR_METRIC.callDuration, 'Duration of real calls by step', SECONDS, common);
    const sli = 'Probes and real calls, good or bad for mySecu; own faults, blindness and maintenance are neither';
    this.#events = new Counter(MONITOR_METRIC.sliEvents, sli, common);
    this.#gauges = this.#makeGauges(common);
  }

  observed({ check, finding, durationMs, startedAtMs, traceId }: Observation): void {
    this.#probes.add({ step: check, finding });
    if (finding === 'ok') {
      this.#probeDuration.observe({ step: check }, durationMs / 1_000, traceId, startedAtMs);
    }
    if (finding === 'ok' || finding === 'failed') {
      this.#event(partOf(check), finding === 'ok');
    }
  }

  called({ step, outcome, ownFault, durationMs, atMs, traceId }: CountedCall): void {
    this.#calls.add({ step, outcome, own_fault: String(ownFault) });
    this.#callDuration.observe({ step }, durationMs / 1_000, traceId, atMs);
    if (!ownFault) {
      this.#event(partOfCall(step), succeeded({ outcome, ownFault }));
    }
  }

  certificate(host: string, daysLeft: number): void {
    this.#certificates.set(host, daysLeft);
  }

  text(format: MetricsFormat): string {
    const counted = [this.#probes, this.#probeDuration, this.#calls, this.#callDuration, this.#events];
    return exposition([...counted, ...this.#gauges], format);
  }

  #event(component: Part, good: boolean): void {
    const state = this.#sources.now().components.find((one) => one.component === component)?.state;
    if (state !== 'maintenance') {
      this.#events.add({ component, verdict: good ? 'good' : 'bad' });
    }
  }

  #makeGauges(common: Labels): Gauge[] {
    const { now, slo, objectiveOf, isOwner, historyAvailable } = this.#sources;
    const states = () => now().components;
    const one = (read: () => number) => (): [Labels, number][] => [[{}, read()]];
    const perSlo = (read: (figures: SloFigures) => number | null) => () =>
      slo().flatMap((figures): [Labels, number][] => {
        const value = read(figures);
        return value === null ? [] : [[{ component: figures.component, window: `${figures.days}d` }, value]];
      });
    const gauge = (name: string, help: string, read: () => Iterable<readonly [Labels, number]>) =>
      new Gauge(name, help, read, common);
    return [
      gauge(MONITOR_METRIC.state, '1 for the state that a component is in', () =>
        states().flatMap(({ component, state }) =>
          AVAILABILITY_STATES.map((each): [Labels, number] => [{ component, state: each }, each === state ? 1 : 0]),
        ),
      ),
      gauge(MONITOR_METRIC.stateSince, 'Since when a component is in its state', () =>
        states().map(({ component, sinceMs }): [Labels, number] => [{ component }, sinceMs / 1_000]),
      ),
      gauge(MONITOR_METRIC.disagreement, '1 while probes and real calls disagree', () =>
        states().map(({ component, cause }): [Labels, number] => [{ component }, cause?.includes('traffic') ? 1 : 0]),
      ),
      gauge(MONITOR_METRIC.certificateDays, "Days until a server's certificate ends", () =>
        [...this.#certificates].map(([server, days]): [Labels, number] => [{ server }, days]),
      ),
      gauge(MONITOR_METRIC.objective, 'The availability that is aimed at, by component', () =>
        COMPONENTS.map((component): [Labels, number] => [{ component }, objectiveOf(component)]),
      ),
      gauge(
        MONITOR_METRIC.availability,
        'Available over observed time without maintenance',
        perSlo(({ level }) => level.availability),
      ),
      gauge(
        MONITOR_METRIC.budgetLeft,
        'Share of the error budget that is left',
        perSlo(({ level }) => level.budgetLeft),
      ),
      gauge(
        MONITOR_METRIC.unknownShare,
        'Share of time that nobody observed',
        perSlo(({ level }) => level.unknown),
      ),
      gauge(
        MONITOR_METRIC.observedAt,
        'Until when somebody watched',
        one(() => (now().observedAtMs ?? Number.NaN) / 1_000),
      ),
      gauge(
        MONITOR_METRIC.owner,
        '1 on the replica that probes',
        one(() => (isOwner() ? 1 : 0)),
      ),
      gauge(
        MONITOR_METRIC.historyAvailable,
        '1 while MongoDB answers',
        one(() => (historyAvailable() ? 1 : 0)),
      ),
    ];
  }
}
