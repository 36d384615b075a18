import { type CheckDeferred, checkDeferred, decodeEvent, parseData, topics } from '@officine/contracts';
import { type connectKafka, type Fence, type InboundRecord, type KafkaLogger, type Publisher, Table } from '@officine/kafka';
import type { RecheckSchedule } from '../application/recheck-schedule.ts';

/** Checks of one partition that are held here; there are twelve partitions. What is more is read when these are settled. */
const IN_MEMORY = 2_000;

/** Settled keys that are remembered, so that what a slower replica writes behind the settlement is neither told nor asked. */
const SETTLED = 10_000;

/** Feeds the schedule of re-checks from the partitions of the deferred topic that this replica owns. */
export class DeferredChecks {
  readonly #table: Table<CheckDeferred>;
  readonly #schedule: RecheckSchedule;
  /** Keys handed to the schedule, by partition: what is lost with it. */
  readonly #keys = new Map<number, Set<string>>();
  readonly #settled = new Set<string>();

  constructor(parts: {
    readonly kafka: ReturnType<typeof connectKafka>;
    readonly logger: KafkaLogger;
    readonly publisher: Publisher;
    readonly schedule: RecheckSchedule;
    readonly fence: Fence;
  }) {
    const { kafka, logger, publisher, schedule, fence } = parts;
    this.#schedule = schedule;
    this.#table = new Table<CheckDeferred>({
      kafka,
      logger,
      groupId: 'officine.verification.deferred',
      topic: topics.deferred.name,
      publisher,
      fence,
      decode: readDeferred,
      merge: endStays,
      maxEntriesPerPartition: IN_MEMORY,
      onGained: (partition) => this.#gain(partition),
      onLost: (partition) => this.#lose(partition),
      onChange: (partition, key, entry) => this.#change(partition, key, entry?.value ?? null),
    });
  }

  start(): void {
    this.#table.start();
    this.#schedule.start();
  }

  async stop(): Promise<void> {
    this.#schedule.stop();
    await this.#table.stop();
  }

  problem(): string | null {
    return this.#table.problem;
  }

  #gain(partition: number): void {
    this.#keys.set(partition, new Set());
    for (const [key, { value }] of this.#table.entries(partition)) {
      this.#change(partition, key, value);
    }
  }

  #lose(partition: number): void {
    for (const key of this.#keys.get(partition) ?? []) {
      this.#schedule.set(key, null);
    }
    this.#keys.delete(partition);
  }

  #change(partition: number, key: string, deferred: CheckDeferred | null): void {
    const keys = this.#keys.get(partition);
    if (keys === undefined) {
      return; // Still read from its beginning: what stands here may be settled further on.
    }
    if (deferred === null) {
      keys.delete(key);
      this.#remember(key);
    } else if (this.#settled.has(key) && (deferred.concluded !== undefined || deferred.attempt > 1)) {
      this.#table.settle(key, { partition }).catch(() => undefined); // Met again by the next owner, at the worst.
      return;
    } else {
      keys.add(key);
      this.#settled.delete(key);
    }
    this.#schedule.set(key, deferred);
  }

  #remember(key: string): void {
    this.#settled.delete(key);
    this.#settled.add(key);
    const [oldest] = this.#settled;
    if (this.#settled.size > SETTLED && oldest !== undefined) {
      this.#settled.delete(oldest);
    }
  }
}

/** What ends a check stays, whatever a slower replica writes behind it: it may have been told already. */
function endStays(known: CheckDeferred, next: CheckDeferred): CheckDeferred {
  return known.concluded === undefined ? next : known;
}

function readDeferred(record: InboundRecord): CheckDeferred {
  const decoded = decodeEvent(record);
  const parsed = decoded.readable ? parseData<CheckDeferred>(checkDeferred, decoded.event.data) : undefined;
  if (parsed?.fits !== true) {
    throw new Error('the record is no deferred check');
  }
  return parsed.data;
}
