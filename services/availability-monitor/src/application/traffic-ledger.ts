import { randomUUID } from 'node:crypto';
import type { Component, Logger } from '@officine/service-kit';
import { type Observation, partOf } from '../domain/step-check.ts';
import { succeeded } from '../domain/traffic-window.ts';
import type { CountedCall } from '../inbound/call-counter.ts';
import type { FailureSample, History, TrafficHour } from './ports.ts';

const HOUR_MS = 3_600_000;
const WRITE_EVERY_MS = 10_000;
const SAMPLES_PER_WRITE = 20;
/** Durations kept of an hour: enough for a 95th percentile that a sparkline shows. */
const RESERVOIR = 1_000;

interface Hour {
  readonly step: string;
  readonly hourMs: number;
  calls: number;
  failures: number;
  readonly durations: number[];
}

/** Adds up traffic by the hour, and keeps a few failures for the help desk; writes both to the history from time to time. */
export class TrafficLedger implements Component {
  readonly #history: Pick<History, 'putTraffic' | 'putFailures'>;
  readonly #logger: Pick<Logger, 'debug'>;
  readonly #session = randomUUID();
  readonly #hours = new Map<string, Hour>();
  readonly #changed = new Set<string>();
  #samples: FailureSample[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(history: Pick<History, 'putTraffic' | 'putFailures'>, logger: Pick<Logger, 'debug'>) {
    this.#history = history;
    this.#logger = logger;
  }

  start(): void {
    this.#timer = setInterval(() => void this.write(), WRITE_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.write();
  }

  called(call: CountedCall): void {
    const hourMs = Math.floor(call.atMs / HOUR_MS) * HOUR_MS;
    const key = `${call.step}/${hourMs}`;
    const hour = this.#hours.get(key) ?? { step: call.step, hourMs, calls: 0, failures: 0, durations: [] };
    this.#hours.set(key, hour);
    this.#changed.add(key);
    hour.calls += 1;
    hour.failures += succeeded(call) ? 0 : 1;
    const slot = hour.durations.length < RESERVOIR ? hour.durations.length : Math.floor(Math.random() * hour.calls);
    if (slot < RESERVOIR) {
      hour.durations[slot] = call.durationMs;
    }
  }

  observed({ check, finding, startedAtMs, reason = 'failed', correlationId }: Observation): void {
    if (finding === 'failed' && this.#samples.length < SAMPLES_PER_WRITE) {
      this.#samples.push({
        atMs: startedAtMs,
        component: partOf(check),
        reason: `${check} ${reason}`,
        ...(correlationId && { correlationId }),
      });
    }
  }

  /** Writes what is new. Never rejects: what MongoDB does not take is kept and written again. */
  async write(): Promise<void> {
    const keys = [...this.#changed];
    const samples = this.#samples;
    this.#changed.clear();
    this.#samples = [];
    try {
      await this.#history.putTraffic(
        this.#session,
        keys.flatMap((key) => this.#figuresOf(key)),
      );
      await this.#history.putFailures(samples);
      this.#forgetOld();
    } catch (error) {
      keys.forEach((key) => {
        this.#changed.add(key);
      });
      this.#samples = [...samples, ...this.#samples].slice(0, SAMPLES_PER_WRITE * 10);
      this.#logger.debug({ error }, 'the traffic of the hour waits for MongoDB');
    }
  }

  #figuresOf(key: string): TrafficHour[] {
    const hour = this.#hours.get(key);
    if (hour === undefined) {
      return [];
    }
    const sorted = hour.durations.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
    const { step, hourMs, calls, failures } = hour;
    return [{ step, hourMs, calls, failures, p50Ms: at(0.5), p95Ms: at(0.95) }];
  }

  #forgetOld(): void {
    for (const [key, { hourMs }] of this.#hours) {
      if (!this.#changed.has(key) && Date.now() - hourMs > 4 * 24 * HOUR_MS) {
        this.#hours.delete(key);
      }
    }
  }
}
