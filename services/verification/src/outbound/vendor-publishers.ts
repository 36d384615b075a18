import { type connectKafka, Fence, type KafkaLogger, Publisher } from '@officine/kafka';

/** What a vendor's consumer and its publisher share: what the group has lost, the publisher no longer says. */
export interface VendorLine {
  readonly fence: Fence;
  readonly publisher: Publisher;
}

/** One publisher and one fence for each vendor. */
export class VendorPublishers {
  readonly #kafka: ReturnType<typeof connectKafka>;
  readonly #logger: KafkaLogger;
  readonly #lines = new Map<string, VendorLine>();

  constructor(kafka: ReturnType<typeof connectKafka>, logger: KafkaLogger) {
    this.#kafka = kafka;
    this.#logger = logger;
  }

  of(vendor: string): VendorLine {
    const known = this.#lines.get(vendor);
    if (known !== undefined) {
      return known;
    }
    const fence = new Fence();
    const publisher = new Publisher({ kafka: this.#kafka, logger: this.#logger, name: `results-${vendor}`, fence });
    const line = { fence, publisher };
    this.#lines.set(vendor, line);
    return line;
  }

  /** Lets go of a vendor that is no longer served. */
  async release(vendor: string): Promise<void> {
    const line = this.#lines.get(vendor);
    this.#lines.delete(vendor);
    await line?.publisher.stop();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#lines.keys()].map((vendor) => this.release(vendor)));
  }
}
