import { auditCheckpointed, decodeEvent, parseData } from '@officine/contracts';
import { type connectKafka, type InboundRecord, View } from '@officine/kafka';
import type { Component, Logger } from '@officine/service-kit';

const CATCH_UP_MS = 10_000;
/** Checkpoints come in the order of their numbers; a few more than one, as they are delivered at least once. */
const TAIL = 16;

/**
 * The audit's latest checkpoint: every availability event carries its hash, and so makes a witness of each vendor that keeps it. The
 * monitor vouches for nothing here; who wants to know verifies the checkpoint itself.
 */
export class LatestCheckpoint implements Component {
  readonly #view: View<void>;
  readonly #logger: Logger;
  #number = 0;
  #hash: string | undefined;

  constructor(options: { readonly kafka: ReturnType<typeof connectKafka>; readonly logger: Logger; readonly topic: string }) {
    const { kafka, logger, topic } = options;
    this.#logger = logger;
    this.#view = new View<void>({
      kafka,
      logger,
      topic,
      name: 'availability-monitor.checkpoints',
      tail: TAIL,
      decode: (record) => this.#take(record),
    });
  }

  /** SHA-256 of the latest checkpoint, base64url; undefined before the first. */
  get hash(): string | undefined {
    return this.#hash;
  }

  /** Never rejects: availability is told without a checkpoint rather than not at all. */
  async start(): Promise<void> {
    this.#view.start();
    await this.#view
      .caughtUp(CATCH_UP_MS)
      .catch(() => this.#logger.warn({}, 'checkpoints of the audit cannot be read yet: events go without'));
  }

  async stop(): Promise<void> {
    await this.#view.stop();
  }

  #take(record: InboundRecord): void {
    const decoded = decodeEvent(record);
    const parsed = decoded.readable ? parseData(auditCheckpointed, decoded.event.data) : undefined;
    if (parsed?.fits !== true) {
      throw new Error('the record is no checkpoint');
    }
    const { number, hash } = parsed.data;
    if (number > this.#number) {
      this.#number = number;
      this.#hash = hash;
    }
  }
}
