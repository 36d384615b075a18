import { ATTR, METRIC } from '@officine/telemetry';
import { type Attributes, metrics } from '@opentelemetry/api';
import type { AskedCheck } from './asked-check.ts';
import type { Journey } from './journey.ts';

/** What is counted about the backlog of deferred checks. */
export interface BacklogFigures {
  readonly size: number;
  /** Of the longest waiting check, milliseconds. */
  readonly oldestAgeMs: number;
}

/** This service's metrics. Labels are few and closed: never a request, a person or a pharmacy. */
export class Measures {
  readonly #meter = metrics.getMeter('officine');
  readonly #results = this.#meter.createCounter(METRIC.checkResults, { description: 'Results by outcome, check and code' });
  readonly #ownTime = this.#meter.createHistogram(METRIC.checkOwnTimeMs, {
    description: 'Our own part of the way: record read to call out, answer in to result acknowledged',
    unit: 'ms',
    advice: { explicitBucketBoundaries: [1, 2, 5, 10, 20, 35, 50, 100, 250, 1000] },
  });
  #inFlight = 0;

  constructor() {
    this.#meter
      .createObservableGauge(METRIC.checksInFlight, { description: 'Checks under way' })
      .addCallback((gauge) => gauge.observe(this.#inFlight));
  }

  /** Counts `work` as one check under way. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#inFlight += 1;
    try {
      return await work();
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Lets the backlog be read whenever metrics are collected. */
  watchBacklog(figures: () => BacklogFigures): void {
    this.#meter.createObservableGauge(METRIC.deferredBacklog).addCallback((gauge) => gauge.observe(figures().size));
    this.#meter
      .createObservableGauge(METRIC.deferredOldestAgeMs, { unit: 'ms' })
      .addCallback((gauge) => gauge.observe(figures().oldestAgeMs));
  }

  concluded(outcome: string, code: string | undefined, check: AskedCheck['request']['check'] | undefined): void {
    const labels: Attributes = {
      [ATTR.outcome]: outcome,
      ...(check && { [ATTR.check]: check }),
      ...(code && { [ATTR.code]: code }),
    };
    this.#results.add(1, labels);
  }

  /** Tells our own time of an answered check; `acknowledgedAtMs` is monotonic. */
  answered(journey: Journey, acknowledgedAtMs: number): void {
    if (journey.ownMsBeforeCall !== undefined && journey.answeredAtMs !== undefined) {
      this.#ownTime.record(journey.ownMsBeforeCall + (acknowledgedAtMs - journey.answeredAtMs));
    }
  }
}
