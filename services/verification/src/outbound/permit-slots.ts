import { topics } from '@officine/contracts';
import { type connectKafka, type KafkaLogger, Ownership } from '@officine/kafka';
import type { Clock } from '../application/ports.ts';
import { type Share, shareOf } from '../domain/share.ts';

/** A gained share counts after one session time-out: until then its former owner may not have noticed that it lost it. */
const SESSION_TIMEOUT_MS = 6_000;

/** This replica's slots of `officine.mysecu.permits.v1`, and the share of the platform that they are. */
export class PermitSlots {
  readonly #ownership: Ownership;
  readonly #platform: Share;
  readonly #clock: Clock;
  /** When each slot was gained, monotonic milliseconds. */
  readonly #gainedAtMs = new Map<number, number>();

  constructor(parts: {
    readonly kafka: ReturnType<typeof connectKafka>;
    readonly logger: KafkaLogger;
    readonly platform: Share;
    readonly clock: Clock;
  }) {
    const { kafka, logger, platform, clock } = parts;
    this.#platform = platform;
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

  start(): void {
    this.#ownership.start();
  }

  async stop(): Promise<void> {
    await this.#ownership.stop();
  }

  /** What this replica may do now; nothing while its last heartbeat is too old (Fencing). */
  share(): Share {
    return shareOf(this.#counted(), this.#platform);
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
    return this.#counted().length === 0 ? 'its share of the permits does not count yet' : null;
  }

  #counted(): number[] {
    const sinceMs = this.#clock.monotonicMs() - SESSION_TIMEOUT_MS;
    return this.#ownership.owned().filter((slot) => (this.#gainedAtMs.get(slot) ?? Number.POSITIVE_INFINITY) <= sinceMs);
  }
}
