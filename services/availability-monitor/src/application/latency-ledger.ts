import { randomUUID } from 'node:crypto';
import type { Component, Logger } from '@officine/service-kit';
import { type Observation, partOf, partOfCall } from '../domain/step-check.ts';
import { succeeded } from '../domain/traffic-window.ts';
import type { CountedCall } from '../inbound/call-counter.ts';
import type { FailureSample, History, LatencySlot, LatencySource } from './ports.ts';

/** What one point of a sparkline stands for. */
export const SLOT_MS = 600_000;
const WRITE_EVERY_MS = 10_000;
const SAMPLES_PER_WRITE = 20;
const FORGET_AFTER_MS = 3_600_000;
/** Durations kept of a slot: enough for a 95th percentile that a sparkline shows. */
const RESERVOIR = 1_000;

interface Slot {
  readonly source: LatencySource;
  readonly step: string;
  readonly fromMs: number;
  count: number;
  readonly failures: Record<string, number>;
  answered: number;
  readonly durations: number[];
  /** Monotonic: calls of the past are read late. */
  touchedAtMs: number;
}

/** Adds up probes and real calls by ten minutes, and keeps a few failures for the help desk; writes both to the history from time to time. */
export class LatencyLedger implements Component {
  readonly #history: Pick<History, 'putLatency' | 'putFailures'>;
  readonly #logger: Pick<Logger, 'debug'>;
  readonly #session = randomUUID();
  readonly #slots = new Map<string, Slot>();
  readonly #changed = new Set<string>();
  #samples: FailureSample[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(history: Pick<History, 'putLatency' | 'putFailures'>, logger: Pick<Logger, 'debug'>) {
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
    const { step, atMs, durationMs, outcome, correlationId } = call;
    const failure = succeeded(call) ? undefined : outcome;
    this.#count({ source: 'calls', step, atMs, durationMs, failure });
    if (failure !== undefined) {
      this.#keep({ atMs, component: partOfCall(step), reason: `${step} ${failure}`, ...(correlationId && { correlationId }) });
    }
  }

  observed({ check, finding, startedAtMs, durationMs, reason = 'failed', correlationId }: Observation): void {
    if (finding !== 'ok' && finding !== 'failed') {
      return;
    }
    const failure = finding === 'failed' ? reason : undefined;
    this.#count({ source: 'probes', step: check, atMs: startedAtMs, durationMs, failure });
    if (failure !== undefined) {
      const said = `${check} ${failure}`;
      this.#keep({ atMs: startedAtMs, component: partOf(check), reason: said, ...(correlationId && { correlationId }) });
    }
  }

  /** Writes what is new. Never rejects: what MongoDB does not take is kept and written again. */
  async write(): Promise<void> {
    const keys = [...this.#changed];
    const samples = this.#samples;
    this.#changed.clear();
    this.#samples = [];
    try {
      await this.#history.putLatency(
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
      this.#logger.debug({ error }, 'the latencies wait for MongoDB');
    }
  }

  #count(one: { source: LatencySource; step: string; atMs: number; durationMs: number; failure: string | undefined }): void {
    const { source, step, atMs, durationMs, failure } = one;
    const fromMs = Math.floor(atMs / SLOT_MS) * SLOT_MS;
    const key = `${source}/${step}/${fromMs}`;
    const slot = this.#slots.get(key) ?? {
      source,
      step,
      fromMs,
      count: 0,
      failures: {},
      answered: 0,
      durations: [],
      touchedAtMs: 0,
    };
    slot.touchedAtMs = performance.now();
    this.#slots.set(key, slot);
    this.#changed.add(key);
    slot.count += 1;
    if (failure !== undefined) {
      slot.failures[failure] = (slot.failures[failure] ?? 0) + 1;
      return;
    }
    slot.answered += 1;
    const at = slot.durations.length < RESERVOIR ? slot.durations.length : Math.floor(Math.random() * slot.answered);
    if (at < RESERVOIR) {
      slot.durations[at] = durationMs;
    }
  }

  #keep(sample: FailureSample): void {
    if (this.#samples.length < SAMPLES_PER_WRITE) {
      this.#samples.push(sample);
    }
  }

  #figuresOf(key: string): LatencySlot[] {
    const slot = this.#slots.get(key);
    if (slot === undefined) {
      return [];
    }
    const { source, step, fromMs, count, failures } = slot;
    const sorted = slot.durations.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
    return [{ source, step, fromMs, count, failures: { ...failures }, p50Ms: at(0.5), p95Ms: at(0.95) }];
  }

  #forgetOld(): void {
    for (const [key, { touchedAtMs }] of this.#slots) {
      if (!this.#changed.has(key) && performance.now() - touchedAtMs > FORGET_AFTER_MS) {
        this.#slots.delete(key);
      }
    }
  }
}
