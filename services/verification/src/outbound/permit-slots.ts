import { setTimeout as delay } from 'node:timers/promises';
import { topics } from '@officine/contracts';
import { type connectKafka, type KafkaLogger, Ownership } from '@officine/kafka';
import type { Clock } from '../application/ports.ts';
import { SLOTS } from '../domain/share.ts';

/** A gained share counts after one session time-out: until then its former owner may not have noticed that it lost it. */
const SESSION_TIMEOUT_MS = 6_000;
/** How long a share is waited for at the start; two members that join one after the other make it begin anew. */
const AT_MOST_MS = 10_000;
const LOOK_MS = 100;

/** This replica's slots of `officine.mysecu.permits.v1`. */
export class PermitSlots {
  readonly #ownership: Ownership;
  readonly #clock: Clock;
  /** When each slot was gained, monotonic milliseconds. */
  readonly #gainedAtMs = new Map<number, number>();

  constructor(parts: {
    readonly kafka: ReturnType<typeof connectKafka>;
    readonly logger: KafkaLogger;
    readonly clock: Clock;
  }) {
    const { kafka, logger, clock } = parts;
    this.#clock = clock;
    this.#ownership = new Ownership({
      kafka,
      logger,
      groupId: 'officine.verification.permits',
      topic: topics.permits.name,
      onGained: (slot) => void this.#gainedAtMs.set(slot, clock.monotonicMs()),
      onLost: (slot) => void this.#gainedAtMs.delete(slot),
    });
  }

  /**
   * Resolves when this replica has a share that counts. Beside others it is taken on before checks are: whoever took checks without
   * a permit would only degrade them, while their former owner could have asked. Alone it waits for nothing: nobody else would answer.
   */
  async start(): Promise<void> {
    this.#ownership.start();
    const lateMs = this.#clock.monotonicMs() + AT_MOST_MS;
    while (!this.#mayBegin() && this.#clock.monotonicMs() < lateMs) {
      await delay(LOOK_MS);
    }
  }

  #mayBegin(): boolean {
    const owned = this.#ownership.owned().length;
    return owned === SLOTS || this.counted().length > 0;
  }

  async stop(): Promise<void> {
    await this.#ownership.stop();
  }

  /** Whether its last heartbeat is too old to call anybody (Fencing). */
  isFenced(): boolean {
    return this.#ownership.fence.closed();
  }

  /** The slots that count now; none while fenced. */
  counted(): number[] {
    const sinceMs = this.#clock.monotonicMs() - SESSION_TIMEOUT_MS;
    return this.#ownership.owned().filter((slot) => (this.#gainedAtMs.get(slot) ?? Number.POSITIVE_INFINITY) <= sinceMs);
  }

  /** Whether this replica probes for the fleet while the breaker is open. */
  isProber(): boolean {
    return this.#ownership.owns(0);
  }

  /** Why this replica may not call mySecu; null when it may, or when other replicas own every slot. */
  problem(): string | null {
    const owned = this.#ownership.owned();
    if (owned.length === 0) {
      return this.#ownership.problem;
    }
    return this.counted().length === 0 ? 'its share of the permits does not count yet' : null;
  }
}
