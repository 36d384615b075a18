import type { ChainDocument } from '@officine/audit';
import type { TopicOffsets } from '@officine/kafka';
import type { Component, Logger } from '@officine/service-kit';

const LOOK_EVERY_MS = 5_000;

/** A partition's chain, as far as it matters here. */
export type Life = Pick<ChainDocument, '_id' | 'openedAt'>;

export interface TopicLivesParts {
  readonly offsets: Pick<TopicOffsets, 'ends' | 'since' | 'committed' | 'close'>;
  readonly topic: string;
  readonly group: string;
  /** The partitions that are ours. */
  readonly owned: () => Iterable<number>;
  /** Null where the partition has no chain yet. Rejects while the database is away. */
  readonly lifeOf: (partition: number) => Promise<Life | null>;
  /** The offset of a chain's last record. */
  readonly endOf: (chain: string) => Promise<number>;
  readonly rereadFrom: (partition: number, offset: bigint) => void;
  readonly logger: Logger;
  readonly lookEveryMs?: number;
}

/**
 * Finds what the group's offsets hide, and has it read again; what the record has already is no trouble to it.
 *
 * - A topic that was deleted and made anew has the same name and may soon be longer than the old one: then consumers go on in the
 *   midst of it and never see its beginning. Told by its first record, which is younger than the chain of the old one.
 * - A database that was set back to a backup has less than the group says was recorded.
 */
export class TopicLives implements Component {
  readonly #parts: TopicLivesParts;
  /** Chains whose topic was looked at anew, and partitions whose end was: once in the time that they are ours. */
  readonly #reread = new Map<number, string>();
  readonly #compared = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(parts: TopicLivesParts) {
    this.#parts = parts;
  }

  start(): void {
    const look = () => {
      this.#looking ??= this.look()
        .catch((error: unknown) => {
          this.#parts.logger.debug({ error: error instanceof Error ? error.name : 'unknown' }, 'offsets cannot be compared now');
        })
        .finally(() => {
          this.#looking = undefined;
        });
    };
    this.#timer = setInterval(look, this.#parts.lookEveryMs ?? LOOK_EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.#parts.offsets.close();
  }

  /** The partition is ours from now on: another replica may have set it back, or read it anew. */
  gained(partition: number): void {
    this.#compared.delete(partition);
  }

  /** One look at every partition of ours. Rejects when Kafka or the database is away. */
  async look(): Promise<void> {
    const { offsets, topic, group, owned, lifeOf, logger } = this.#parts;
    const ends = await offsets.ends(topic);
    // Before the record is looked at: it may grow meanwhile, and must not seem to be behind.
    const committed = await offsets.committed(group, topic);
    for (const partition of owned()) {
      const end = ends.get(partition);
      const life = end === undefined ? null : await lifeOf(partition);
      if (end !== undefined && life !== null && end.high > end.low) {
        if (await this.#isAnotherLife(partition, end.low, life)) {
          this.#reread.set(partition, life._id);
          logger.warn({ partition }, 'the topic was made anew: reading it from its beginning');
          this.#again(partition, end.low);
        } else {
          await this.#compareEnd(partition, end.low, committed.get(partition) ?? 0n, life);
        }
      }
    }
  }

  /** A chain is opened when its first record is met; whatever is older than the chain, only its own topic can hold. */
  async #isAnotherLife(partition: number, low: bigint, { _id, openedAt }: Life): Promise<boolean> {
    if (low > 0n || this.#reread.get(partition) === _id) {
      return false;
    }
    const since = await this.#parts.offsets.since(this.#parts.topic, openedAt.getTime() + 1);
    return since.get(partition) === low;
  }

  async #compareEnd(partition: number, low: bigint, committed: bigint, life: Life): Promise<void> {
    if (this.#compared.has(partition)) {
      return;
    }
    const next = BigInt(await this.#parts.endOf(life._id)) + 1n;
    if (committed > next) {
      // Often nothing but repeats and transaction markers is in between.
      const offset = next > low ? next : low;
      this.#parts.logger.info(
        { partition, offset: String(offset) },
        'the group is further than the record: reading the rest again',
      );
      this.#again(partition, offset);
    }
    this.#compared.add(partition);
  }

  #again(partition: number, offset: bigint): void {
    this.#parts.rereadFrom(partition, offset);
    this.#compared.add(partition);
  }
}
