import { setTimeout as delay } from 'node:timers/promises';
import type { ReceivedEvent } from '@officine/audit';
import type { Logger } from '@officine/service-kit';
import type { Chain, RecordObserver } from './ports.ts';

const BATCH = 500;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** Two seconds before the group gives a silent member's partitions away. */
const HEARTBEAT_LIMIT_MS = 4_000;

interface Waiting {
  readonly event: ReceivedEvent;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** Thrown when a partition is given up with events still to be written: its next owner reads them again. */
export class PartitionGivenUp extends Error {
  override readonly name = 'PartitionGivenUp';
  readonly disposition = 'halt';

  constructor() {
    super('the partition is no longer ours');
  }
}

/**
 * Feeds one partition's events to its chain: in order, one append at a time, what arrives meanwhile together in the next. An
 * append that fails is tried again for as long as the partition is ours: with the database away, events wait in Kafka.
 */
export class PartitionFeed {
  readonly #chain: Chain;
  readonly #observer: RecordObserver;
  readonly #logger: Logger;
  readonly #heartbeatAgeMs: () => number;
  readonly #closing = new AbortController();
  readonly #waiting: Waiting[] = [];
  #running = false;
  #problem: string | null = null;

  constructor(parts: { chain: Chain; observer: RecordObserver; logger: Logger; heartbeatAgeMs: () => number }) {
    this.#chain = parts.chain;
    this.#observer = parts.observer;
    this.#logger = parts.logger;
    this.#heartbeatAgeMs = parts.heartbeatAgeMs;
  }

  /** Why nothing is written, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Resolves when the event is in the record. Rejects with `PartitionGivenUp`. */
  take(event: ReceivedEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closing.signal.aborted) {
        reject(new PartitionGivenUp());
        return;
      }
      this.#waiting.push({ event, resolve, reject });
      if (!this.#running) {
        this.#running = true;
        // Events of the same fetch arrive in the same turn.
        queueMicrotask(() => void this.#run());
      }
    });
  }

  /** Gives up what is not yet written. */
  close(): void {
    this.#closing.abort();
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new PartitionGivenUp());
    }
  }

  async #run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (this.#waiting.length > 0 && !this.#closing.signal.aborted) {
      const batch = this.#waiting.slice(0, BATCH);
      if (await this.#append(batch)) {
        pauseMs = FIRST_PAUSE_MS;
      } else {
        await this.#pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
    this.#running = false;
  }

  async #append(batch: readonly Waiting[]): Promise<boolean> {
    try {
      const appended = await this.#chain.append(batch.map(({ event }) => event));
      this.#problem = null;
      this.#waiting.splice(0, this.#closing.signal.aborted ? 0 : batch.length);
      for (const { resolve } of batch) {
        resolve();
      }
      const ids = new Set(appended.appended.map(({ _id }) => _id));
      this.#observer.recorded(
        appended,
        batch.flatMap(({ event }) => (ids.delete(event.id) ? event : [])),
      );
      if (appended.collisions > 0) {
        await this.#untilMember();
      }
      return true;
    } catch (error) {
      const problem = error instanceof Error ? error.name : 'unknown';
      if (problem !== this.#problem) {
        this.#logger.warn({ error: problem, waiting: this.#waiting.length }, 'the record cannot be written, trying again');
      }
      this.#problem = problem;
      return false;
    }
  }

  /** Somebody else wrote to our chain: go on only once the group says that we still are members. */
  async #untilMember(): Promise<void> {
    while (this.#heartbeatAgeMs() > HEARTBEAT_LIMIT_MS && !this.#closing.signal.aborted) {
      await this.#pause(FIRST_PAUSE_MS);
    }
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
  }
}
