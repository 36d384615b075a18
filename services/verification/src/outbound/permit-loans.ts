import { randomUUID } from 'node:crypto';
import {
  decodeEvent,
  type EventDefinition,
  encodeEvent,
  type PermitsLent,
  type PermitsWanted,
  parseData,
  permitsLent,
  permitsWanted,
  topics,
} from '@officine/contracts';
import { type connectKafka, type InboundRecord, type KafkaLogger, Tail } from '@officine/kafka';
import type { Clock } from '../application/ports.ts';
import { SOURCE } from '../application/result-record.ts';
import {
  type Backlog,
  BorrowedSlots,
  type Demand,
  LentSlots,
  slotsToBorrow,
  slotsToEvenOut,
  slotsToLend,
  type Wanted,
} from '../domain/loans.ts';
import { type Share, SLOTS, shareOf, slotPerSecond } from '../domain/share.ts';
import type { PermitSlots } from './permit-slots.ts';
import type { Publishing } from './publishing.ts';

/** Well within a loan, so that one who still wants its slots keeps them without a gap. */
const WISH_EVERY_MS = 500;
/** Wishes that are not made, while the need may be gone by itself, or a flood has just begun everywhere. */
const BEATS_OF_PATIENCE = 4;

/** What lending and borrowing is made of. */
export interface PermitLoansParts {
  readonly kafka: ReturnType<typeof connectKafka>;
  readonly publisher: Publishing;
  readonly logger: KafkaLogger;
  readonly clock: Clock;
  /** The limits of all replicas together. */
  readonly platform: Share;
  readonly slots: Pick<PermitSlots, 'counted' | 'isFenced'>;
  readonly wanted: () => Wanted;
  /** How many checks this replica has to ask again. */
  readonly toAskAgain: () => number;
}

/**
 * This replica's share of the platform: its slots, less those that it lends, and those that others lend it. Replicas own equal parts, but
 * work comes unevenly: a vendor has few pharmacies, a backlog is longer here than there. A wish and its loan are records of the permits'
 * topic; whoever hears none has its own slots, as if nobody else wanted any.
 */
export class PermitLoans {
  readonly #parts: PermitLoansParts;
  readonly #replica = randomUUID();
  readonly #lent = new LentSlots();
  readonly #borrowed = new BorrowedSlots();
  readonly #tail: Tail;
  #beat: NodeJS.Timeout | undefined;
  #beatsInNeed = 0;
  #isRefused = false;

  constructor(parts: PermitLoansParts) {
    this.#parts = parts;
    const { kafka, logger } = parts;
    this.#tail = new Tail({
      kafka,
      logger,
      topic: topics.permits.name,
      name: 'verification.permits',
      onRecord: (record) => this.#hear(record),
    });
  }

  start(): void {
    this.#tail.start();
    this.#beat = setInterval(() => this.#wish(), WISH_EVERY_MS);
    this.#beat.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#beat);
    await this.#tail.stop();
  }

  /** What this replica may do now; nothing while its last heartbeat is too old (Fencing). */
  share(): Share {
    const { slots, clock, platform } = this.#parts;
    const nowMs = clock.monotonicMs();
    const own = slots.counted();
    const lent = own.filter((slot) => this.#lent.isLent(slot, nowMs)).length;
    const borrowed = slots.isFenced() ? 0 : this.#borrowed.counted(nowMs).length;
    return shareOf(own, platform, { lent, borrowed });
  }

  #wish(): void {
    const { slots, clock } = this.#parts;
    const own = this.#backlog();
    const wanted = Math.min(SLOTS - own.slots, slotsToBorrow(this.#demand()));
    this.#beatsInNeed = wanted === 0 ? 0 : this.#beatsInNeed + 1;
    if (slots.isFenced() || this.#beatsInNeed <= BEATS_OF_PATIENCE) {
      return;
    }
    const wish = randomUUID();
    this.#borrowed.wished(wish, clock.monotonicMs());
    this.#tell(permitsWanted, wish, { replica: this.#replica, slots: wanted, backlog: own } satisfies PermitsWanted);
  }

  #hear(record: InboundRecord): void {
    const decoded = decodeEvent(record);
    if (!decoded.readable) {
      throw new Error('the record is no event');
    }
    const { id, type, data } = decoded.event;
    if (type === permitsWanted.type) {
      this.#lend(id, dataOf<PermitsWanted>(permitsWanted, data));
    } else if (type === permitsLent.type) {
      const { wish, slots } = dataOf<PermitsLent>(permitsLent, data);
      this.#borrowed.lent(wish, slots, this.#parts.clock.monotonicMs());
    }
  }

  #lend(wish: string, { replica, slots: wanted, backlog: theirs }: PermitsWanted): void {
    if (replica === this.#replica) {
      return;
    }
    const { slots, clock } = this.#parts;
    const demand = this.#demand();
    const spare = Math.max(slotsToLend(demand), theirs === undefined ? 0 : slotsToEvenOut(this.#backlog(), theirs, demand));
    const lent = this.#lent.lend({ borrower: replica, wanted }, slots.counted(), spare, clock.monotonicMs());
    if (lent.length > 0) {
      this.#tell(permitsLent, randomUUID(), { wish, slots: lent } satisfies PermitsLent);
    }
  }

  #demand(): Demand {
    const { slots, platform, wanted } = this.#parts;
    const each = slotPerSecond(platform);
    return { ownPerSecond: slots.counted().length * each, wanted: wanted(), slotPerSecond: each };
  }

  #backlog(): Backlog {
    const { slots, toAskAgain } = this.#parts;
    return { slots: slots.counted().length, checks: toAskAgain() };
  }

  #tell(definition: EventDefinition, id: string, data: object): void {
    const event = encodeEvent(definition, { id, source: SOURCE, data });
    const record = { topic: topics.permits.name, key: this.#replica, ...event };
    this.#parts.publisher.publish(record).then(
      () => {
        this.#isRefused = false;
      },
      (error: unknown) => this.#refused(error),
    );
  }

  /** Then nobody borrows, and everybody has its own: told once, not at every beat. */
  #refused(error: unknown): void {
    if (!this.#isRefused) {
      this.#isRefused = true;
      this.#parts.logger.warn({ error }, 'permits cannot be borrowed or lent');
    }
  }
}

function dataOf<Data>(definition: EventDefinition, data: unknown): Data {
  const parsed = parseData<Data>(definition as EventDefinition<Data>, data);
  if (!parsed.fits) {
    throw new Error('the record tells of no wish and no loan');
  }
  return parsed.data;
}
