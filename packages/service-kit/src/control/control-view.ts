import { topics } from '@officine/contracts';
import { type connectKafka, View } from '@officine/kafka';
import { METRIC } from '@officine/telemetry';
import { metrics } from '@opentelemetry/api';
import type { Health } from '../health/health.ts';
import type { Logger } from '../logging/logger.ts';
import type { Component } from '../run/lifecycle.ts';
import type { ControlDirectory } from './control-directory.ts';
import { type ControlRecord, readControlRecord } from './control-record.ts';

/** How old control may be for a call to be made on its word (a suspension counts everywhere within a second; this is the guard). */
export const CONTROL_MAX_AGE_MS = 5_000;

const CATCH_UP_MS = 30_000;

/** Feeds a directory from `officine.control.v1`. Starts once the topic has been read to its end. */
export class ControlView implements Component {
  readonly #view: View<ControlRecord>;
  readonly #directory: ControlDirectory;
  #caughtUp = false;

  constructor(options: {
    readonly kafka: ReturnType<typeof connectKafka>;
    readonly logger: Logger;
    readonly directory: ControlDirectory;
    readonly name: string;
    readonly health: Health;
    /** Default: the contract's. */
    readonly topic?: string;
  }) {
    const { kafka, logger, directory, name, health, topic = topics.control.name } = options;
    this.#directory = directory;
    this.#view = new View<ControlRecord>({
      kafka,
      logger,
      topic,
      name,
      decode: readControlRecord,
      onChange: (key, record) => directory.apply(key, record ?? null),
    });
    health.check('control', () => this.#problem());
    metrics
      .getMeter('officine')
      .createObservableGauge(METRIC.controlAgeMs, {
        unit: 'ms',
        description: 'Time since control was last known to be read to its end',
      })
      .addCallback((observed) => observed.observe(Number.isFinite(this.ageMs()) ? this.ageMs() : -1));
  }

  /** Rejects when the topic cannot be read to its end in time, and in exploitation when a vendor has no attestation of conformity. */
  async start(): Promise<void> {
    this.#view.start();
    await this.#view.caughtUp(CATCH_UP_MS).catch((cause: unknown) => {
      throw new Error(`control could not be read to its end: ${this.#view.problem ?? 'no progress'}`, { cause });
    });
    const unattested = this.#directory.unattestedVendors();
    if (unattested.length > 0) {
      throw new Error(`exploitation needs the number and date of the attestation of conformity of: ${unattested.join(', ')}`);
    }
    this.#caughtUp = true;
  }

  async stop(): Promise<void> {
    await this.#view.stop();
  }

  /** Whether control has been read to its end, and its last look is recent enough to call mySecu on its word. */
  isFresh(): boolean {
    return this.#caughtUp && this.#view.isFresh(CONTROL_MAX_AGE_MS);
  }

  /** Milliseconds since control was last known to be read to its end; infinite before the first time. */
  ageMs(): number {
    return this.#view.ageMs();
  }

  #problem(): string | null {
    if (this.#view.problem !== null) {
      return this.#view.problem;
    }
    if (!this.#caughtUp) {
      return 'the control topic has not been read to its end';
    }
    if (!this.isFresh()) {
      return `the control topic was last read ${Math.round(this.ageMs() / 1_000)} s ago`;
    }
    if (this.#directory.environment === undefined) {
      return 'control names no environment: run officine apply';
    }
    const unattested = this.#directory.unattestedVendors();
    if (unattested.length > 0) {
      return `exploitation serves no vendor without attestation of conformity: ${unattested.join(', ')}`;
    }
    const [unreadable] = this.#directory.unreadable().keys();
    return unreadable === undefined ? null : `control holds an unreadable record: ${unreadable.split('/', 1)[0]}`;
  }
}
