import { failureType } from '../connect/failure.ts';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import type { TopicOffsets } from '../topics/topic-offsets.ts';

/** What the watchdog sees of a partition. */
export interface Watched {
  readonly partition: number;
  /** The offset that is read next; null before the first fetch. */
  readonly next: bigint | null;
  /** The end of the finished prefix; null when nothing was finished since the partition was gained. */
  readonly finished: bigint | null;
  /** Whether records wait here that may be fetched no sooner than others are done. */
  readonly busy: boolean;
}

export interface LagWatchdogOptions {
  readonly logger: KafkaLogger;
  readonly offsets: TopicOffsets;
  readonly groupId: string;
  readonly topic: string;
  readonly everyMs: number;
  /** How long a partition may have unread records and read none, ms. */
  readonly stallMs: number;
  watched(): readonly Watched[];
  /** Partitions that are stuck for another reason than lag. */
  stuck(): readonly number[];
  onStall(partitions: readonly number[]): void;
}

/** Compares what is in the topic with what was read: kafkajs may sit in a fetch loop that brings nothing, with no error. */
export class LagWatchdog {
  readonly #options: LagWatchdogOptions;
  readonly #since = new Map<number, { next: bigint | null; at: number }>();
  #lag = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(options: LagWatchdogOptions) {
    this.#options = options;
  }

  /** Records between the finished prefix and the end, by partition, as of the last look. */
  get lag(): ReadonlyMap<number, number> {
    return this.#lag;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.look().catch((error: unknown) => {
        this.#options.logger.debug({ topic: this.#options.topic, reason: failureType(error) }, 'lag is unknown');
      });
    }, this.#options.everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** One look. @throws when the brokers could not be asked; the lag of before stays. */
  async look(): Promise<void> {
    if (this.#looking) {
      return;
    }
    this.#looking = true;
    try {
      const { offsets, topic, groupId } = this.#options;
      const [ends, committed] = await Promise.all([offsets.ends(topic), offsets.committed(groupId, topic)]);
      const lag = new Map<number, number>();
      const stalled = [...this.#options.stuck()];
      for (const seen of this.#options.watched()) {
        const end = ends.get(seen.partition);
        if (end !== undefined) {
          const start = committed.get(seen.partition) ?? end.low;
          lag.set(seen.partition, Number(end.high - (seen.finished ?? start)));
          if (this.#isStalled(seen, (seen.next ?? start) < end.high)) {
            stalled.push(seen.partition);
          }
        }
      }
      this.#lag = lag;
      if (stalled.length > 0) {
        this.#since.clear();
        this.#options.onStall(stalled);
      }
    } finally {
      this.#looking = false;
    }
  }

  #isStalled({ partition, next, busy }: Watched, unread: boolean): boolean {
    const before = this.#since.get(partition);
    if (!unread || busy || before === undefined || before.next !== next) {
      this.#since.set(partition, { next, at: performance.now() });
      return false;
    }
    return performance.now() - before.at > this.#options.stallMs;
  }
}
