import { topics, vendorTopicName } from '@officine/contracts';
import { connectKafka, type KafkaLogger, type KafkaSettings, PublishError, Publisher } from '@officine/kafka';
import { type RequestRecord, type Transport, type TransportHealth, type TransportListener, Unsendable } from '../transport.ts';
import { ResultsTail } from './results-tail.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;
const CLOSE_MS = 4_000;
const DELIVERY_MS = 10_000;

export interface KafkaTransportOptions {
  readonly vendor: string;
  readonly kafka: KafkaSettings;
  readonly logger: KafkaLogger;
  /** Tells the clients of a vendor apart: part of the name of the group of one that reads results. */
  readonly instance: string;
  /** Told when a try to reach Kafka failed. */
  readonly failed: () => void;
}

/** The way to Kafka: a publisher for requests, a reader of all results, both connected behind and again after every loss. */
export class KafkaTransport implements Transport {
  readonly #options: KafkaTransportOptions;
  readonly #publisher: Publisher;
  readonly #kafka: ReturnType<typeof connectKafka>;
  readonly #stopping = new AbortController();
  #tail: ResultsTail | undefined;
  #running: Promise<void> | undefined;
  #reading = false;

  constructor(options: KafkaTransportOptions) {
    this.#options = options;
    this.#kafka = connectKafka(options.kafka, options.logger);
    this.#publisher = new Publisher({
      kafka: this.#kafka,
      logger: options.logger,
      name: `client ${options.vendor}`,
      // The outbox tries again, and decides how long.
      deliveryTimeoutMs: DELIVERY_MS,
      ...(topics.requests.maxRecordBytes !== undefined && { maxRecordBytes: topics.requests.maxRecordBytes }),
    });
  }

  start(listener: TransportListener): void {
    const { vendor, instance } = this.#options;
    const tail = new ResultsTail({
      kafka: this.#kafka,
      topic: vendorTopicName(topics.results, vendor),
      groupId: `officine.client.${vendor}.${instance}`,
      take: (record) => listener.result(record),
    });
    this.#tail = tail;
    this.#running = this.#run(tail, listener);
  }

  async publish({ key, headers, value }: RequestRecord): Promise<void> {
    if (this.#tail?.anchored !== true) {
      throw new Error('Kafka has not been reached yet');
    }
    try {
      await this.#publisher.publish({ topic: vendorTopicName(topics.requests, this.#options.vendor), key, headers, value });
    } catch (error) {
      const hopeless = error instanceof PublishError && error.disposition === 'park';
      throw hopeless ? new Unsendable('Kafka does not take the record', { cause: error }) : error;
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const stopped = Promise.allSettled([this.#running, this.#publisher.stop(CLOSE_MS)]);
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_MS);
    await Promise.race([stopped, tooLong]);
    clearTimeout(timer);
  }

  health(): TransportHealth {
    return { ready: this.#reading, lastReadMsAgo: this.#tail?.lastReadMsAgo ?? null };
  }

  /** One try after the other, with growing pauses, until stopped. */
  async #run(tail: ResultsTail, listener: TransportListener): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        await tail.anchor();
        await this.#publisher.start();
        await tail.read(signal, () => {
          pauseMs = FIRST_PAUSE_MS;
          this.#reading = true;
          listener.ready();
        });
      } catch (error) {
        this.#options.logger.warn(
          { error: error instanceof Error ? error.name : typeof error },
          'Kafka is not reached; trying again',
        );
        this.#options.failed();
      }
      this.#reading = false;
      await pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) {
    resolve();
    return promise;
  }
  const timer = setTimeout(resolve, ms);
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
      resolve();
    },
    { once: true },
  );
  return promise;
}
