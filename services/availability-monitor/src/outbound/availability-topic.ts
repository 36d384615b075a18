import {
  type AvailabilityChanged,
  availabilityChanged,
  decodeEvent,
  type Environment,
  encodeEvent,
  parseData,
} from '@officine/contracts';
import { type connectKafka, type InboundRecord, type Publisher, View } from '@officine/kafka';
import type { Component, Logger } from '@officine/service-kit';
import { v7 as uuid } from 'uuid';
import type { StateTopic } from '../application/ports.ts';
import type { ComponentState } from '../domain/board.ts';
import { SOURCE } from '../names.ts';

const CATCH_UP_MS = 30_000;

/** Reads and writes `officine.mysecu.availability.v1`. What is read back is what every replica shows. */
export class AvailabilityTopic implements StateTopic, Component {
  readonly #topic: string;
  readonly #publisher: Pick<Publisher, 'publish'>;
  readonly #environment: Environment;
  readonly #auditCheckpoint: () => string | undefined;
  readonly #view: View<AvailabilityChanged>;
  readonly #listeners = new Set<() => void>();

  constructor(options: {
    readonly kafka: ReturnType<typeof connectKafka>;
    readonly publisher: Pick<Publisher, 'publish'>;
    readonly logger: Logger;
    readonly topic: string;
    readonly environment: Environment;
    /** Hash of the audit's latest checkpoint, where one is known. */
    readonly auditCheckpoint?: () => string | undefined;
  }) {
    const { kafka, publisher, logger, topic, environment } = options;
    this.#auditCheckpoint = options.auditCheckpoint ?? (() => undefined);
    this.#topic = topic;
    this.#publisher = publisher;
    this.#environment = environment;
    this.#view = new View<AvailabilityChanged>({
      kafka,
      logger,
      topic,
      name: 'availability-monitor.availability',
      decode: readAvailability,
      onChange: () => this.#tell(),
    });
  }

  /** Rejects when the topic cannot be read to its end in time. */
  async start(): Promise<void> {
    this.#view.start();
    await this.#view.caughtUp(CATCH_UP_MS);
  }

  async stop(): Promise<void> {
    await this.#view.stop();
  }

  /** Why the topic is not read, in words for an operator; null while it is. */
  get problem(): string | null {
    return this.#view.problem;
  }

  async publish(state: ComponentState, observedAtMs: number): Promise<void> {
    const { component, sinceMs, cause, evidence, maintenance } = state;
    const observedAt = new Date(observedAtMs).toISOString();
    const auditCheckpoint = this.#auditCheckpoint();
    const data: AvailabilityChanged = {
      component,
      state: state.state,
      since: new Date(sinceMs).toISOString(),
      ...(cause && { cause }),
      evidence,
      environment: this.#environment,
      ...(maintenance && {
        maintenance: { from: new Date(maintenance.fromMs).toISOString(), to: new Date(maintenance.toMs).toISOString() },
      }),
      observedAt,
      ...(auditCheckpoint !== undefined && { auditCheckpoint }),
    };
    const event = encodeEvent(availabilityChanged, { id: uuid(), source: SOURCE, subject: component, time: observedAt, data });
    await this.#publisher.publish({ topic: this.#topic, key: component, ...event });
  }

  latest(): { states: ComponentState[]; observedAtMs: number | undefined } {
    const events = [...this.#view.entries()].map(([, event]) => event);
    const observed = events.flatMap(({ observedAt }) => (observedAt === undefined ? [] : [Date.parse(observedAt)]));
    return { states: events.map(stateOf), observedAtMs: observed.length === 0 ? undefined : Math.max(...observed) };
  }

  /** Calls `listener` whenever something was published, heartbeats included; returns how to end that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/** Reads an event of the topic. Throws when the record is none. */
export function readAvailability(record: InboundRecord): AvailabilityChanged {
  const decoded = decodeEvent(record);
  const parsed = decoded.readable ? parseData(availabilityChanged, decoded.event.data) : undefined;
  if (parsed?.fits !== true) {
    throw new Error('the record is no availability event');
  }
  return parsed.data;
}

/** A state as the rest of the monitor knows it. */
export function stateOf({ component, state, since, cause, evidence, maintenance }: AvailabilityChanged): ComponentState {
  return {
    component,
    state,
    sinceMs: Date.parse(since),
    ...(cause && { cause }),
    evidence,
    ...(maintenance && { maintenance: { fromMs: Date.parse(maintenance.from), toMs: Date.parse(maintenance.to) } }),
  };
}
