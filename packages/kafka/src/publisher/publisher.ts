import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { clientOfItsOwn } from '../connect/connect-kafka.ts';
import { failureType } from '../connect/failure.ts';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import { withDeadline } from '../connect/with-deadline.ts';
import type { Fence } from '../fence/fence.ts';
import { fencedSockets } from '../fence/fenced-sockets.ts';
import type { OutgoingRecord, Position } from '../records/record.ts';
import { TopicDirectory } from '../topics/topic-directory.ts';
import { TopicRefused } from '../topics/topic-refused.ts';
import { Delivery, RETRY_PAUSE_MS } from './delivery.ts';
import { Lanes } from './lanes.ts';
import type { Pending } from './outgoing-batch.ts';
import { partitionFor } from './partition-for.ts';
import { ProducerSlot } from './producer-slot.ts';
import { PublishError } from './publish-error.ts';

export interface PublisherOptions {
  readonly kafka: Kafka;
  readonly logger: KafkaLogger;
  /** Names the publisher in logs and metrics. */
  readonly name: string;
  /** How long a lone record waits for company, ms; at most 2. */
  readonly lingerMs?: number;
  /** How long a record is tried before it fails with `not-acknowledged`, ms. Callers may stop waiting sooner. */
  readonly deliveryTimeoutMs?: number;
  /** A larger record fails alone, without a round trip. Bytes of key, value and headers. */
  readonly maxRecordBytes?: number;
  /** How many records leave together at most: whatever comes meanwhile waits for their acknowledgement. */
  readonly maxBatchRecords?: number;
  /** What may wait at most, bytes: an outage must not fill the memory. */
  readonly maxQueuedBytes?: number;
  /** While it is closed, everything fails with `fenced`. */
  readonly fence?: Fence;
}

/** How a record is published. */
export interface PublishOptions {
  /**
   * Aborts when the caller may no longer speak, for instance because its partition went to another replica: the record is not sent
   * again, and fails with `fenced` unless it was acknowledged.
   */
  readonly signal?: Pick<AbortSignal, 'aborted'> | undefined;
  /** Nobody waits for it yet: it travels with the next record that somebody waits for, or alone after {@link PATIENT_MS}. */
  readonly patient?: boolean;
  /**
   * Whose record it is, where one publisher serves several who must not wait for each other: lanes take turns in each batch. Records keep
   * their order within their lane, and in none between lanes.
   */
  readonly lane?: string;
}

const PATIENT_MS = 50;
const BATCH_BYTES = 512 * 1024;
const EVERYTHING = { items: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
/** Room that a record takes beside its own bytes. */
const OVERHEAD_BYTES = 128;

/**
 * Publishes records so that an acknowledgement means that they are written: one batch at a time, each topic-partition
 * checked in the answer, what is missing sent again, and a producer that failed never used again.
 */
export class Publisher {
  readonly #options: Required<Omit<PublisherOptions, 'fence'>> & Pick<PublisherOptions, 'fence'>;
  readonly #slot: ProducerSlot;
  readonly #directory: TopicDirectory;
  readonly #delivery: Delivery;
  readonly #waiting = new Lanes<Pending>();
  #waitingBytes = 0;
  #keyless = 0;
  #entering = 0;
  #stopped = false;
  #idle: PromiseWithResolvers<void> | undefined;
  #loop: Promise<void> | undefined;
  #patience: NodeJS.Timeout | undefined;

  constructor(options: PublisherOptions) {
    this.#options = {
      lingerMs: 1,
      deliveryTimeoutMs: 60_000,
      maxRecordBytes: 1_000_000,
      maxBatchRecords: 500,
      maxQueuedBytes: 32 * 1024 * 1024,
      ...options,
    };
    const { kafka, logger, name, fence } = options;
    this.#slot = new ProducerSlot(fence === undefined ? kafka : clientOfItsOwn(kafka, { socketFactory: fencedSockets(fence) }));
    this.#directory = new TopicDirectory(kafka);
    this.#delivery = new Delivery({ logger, name, fence, slot: this.#slot, directory: this.#directory });
  }

  /** Connects ahead of the first record. A Kafka that is away is no error here: records wait for it. */
  async start(): Promise<void> {
    try {
      await this.#slot.connect();
    } catch (error) {
      this.#slot.replace();
      this.#options.logger.warn(
        { publisher: this.#options.name, reason: failureType(error) },
        'publisher cannot reach Kafka yet',
      );
    }
  }

  /** The number of partitions of `topic`. @throws TopicRefused when it is unknown or forbidden. */
  partitions(topic: string): Promise<number> {
    return this.#directory.partitions(topic);
  }

  /** The partition that a keyed record of `topic` goes to. @throws TopicRefused when the topic is unknown or forbidden. */
  async partitionOf(topic: string, key: string): Promise<number> {
    return partitionFor(key, await this.#directory.partitions(topic));
  }

  /**
   * Publishes one record; resolves when all in-sync replicas have it.
   * @throws PublishError; nothing but the record's own topic, size or time makes it fail.
   */
  async publish(record: OutgoingRecord, { signal, patient = false, lane = '' }: PublishOptions = {}): Promise<Position> {
    const bytes = this.#admit(record, signal);
    const deadline = performance.now() + this.#options.deliveryTimeoutMs;
    this.#entering += 1;
    this.#waitingBytes += bytes;
    try {
      const partition = await this.#placeOf(record, deadline);
      return await new Promise<Position>((resolve, reject) => {
        this.#waiting.add(lane, { record: { ...record, partition }, bytes, deadline, signal, refusals: 0, resolve, reject });
        this.#send(patient);
      });
    } finally {
      this.#entering -= 1;
      this.#waitingBytes -= bytes;
      if (this.#entering === 0) {
        this.#idle?.resolve();
      }
    }
  }

  /** Lets what waits be acknowledged for at most `timeoutMs`, fails the rest with `stopped`, and disconnects. */
  async stop(timeoutMs = 5_000): Promise<void> {
    this.#stopped = true;
    if (!this.#waiting.isEmpty) {
      this.#send(false);
    }
    if (this.#entering > 0) {
      this.#idle = Promise.withResolvers();
      await withDeadline(this.#idle.promise, timeoutMs).catch(() => undefined);
    }
    this.#delivery.abandoned = true;
    for (const { record, reject } of this.#waiting.take(EVERYTHING)) {
      reject(new PublishError('stopped', record.topic));
    }
    await Promise.all([this.#slot.close(), this.#directory.close()]);
  }

  #admit(record: OutgoingRecord, signal: PublishOptions['signal']): number {
    const bytes = bytesOf(record);
    if (this.#stopped) {
      throw new PublishError('stopped', record.topic);
    }
    if (this.#options.fence?.closed() === true || signal?.aborted === true) {
      throw new PublishError('fenced', record.topic);
    }
    if (bytes - OVERHEAD_BYTES > this.#options.maxRecordBytes) {
      throw new PublishError('record-too-large', record.topic);
    }
    if (this.#waitingBytes + bytes > this.#options.maxQueuedBytes) {
      throw new PublishError('queue-full', record.topic);
    }
    return bytes;
  }

  async #placeOf(record: OutgoingRecord, deadline: number): Promise<number> {
    for (;;) {
      try {
        return await this.#choose(record);
      } catch (error) {
        if (error instanceof PublishError) {
          throw error;
        }
        if (error instanceof TopicRefused) {
          throw new PublishError(error.code, record.topic, { cause: error });
        }
        if (this.#delivery.abandoned || performance.now() + RETRY_PAUSE_MS > deadline) {
          throw new PublishError(this.#delivery.abandoned ? 'stopped' : 'not-acknowledged', record.topic, { cause: error });
        }
        await delay(RETRY_PAUSE_MS);
      }
    }
  }

  async #choose(record: OutgoingRecord): Promise<number> {
    const { topic, partition, key } = record;
    let partitions = await this.#directory.partitions(topic);
    if (partition !== undefined) {
      if (partition >= partitions) {
        // It may have grown since we asked.
        this.#directory.forget([topic]);
        partitions = await this.#directory.partitions(topic);
      }
      if (partition >= partitions) {
        throw new PublishError('unknown-partition', topic);
      }
      return partition;
    }
    if (key !== null) {
      return partitionFor(key, partitions);
    }
    this.#keyless = (this.#keyless + 1) % partitions;
    return this.#keyless;
  }

  #send(patient: boolean): void {
    if (patient && this.#loop === undefined) {
      this.#patience ??= setTimeout(() => this.#send(false), PATIENT_MS);
      return;
    }
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#loop ??= this.#run();
  }

  async #run(): Promise<void> {
    await delay(Math.min(this.#options.lingerMs, 2));
    while (!this.#waiting.isEmpty) {
      await this.#delivery.deliver(this.#waiting.take({ items: this.#options.maxBatchRecords, bytes: BATCH_BYTES }));
    }
    this.#loop = undefined;
  }
}

function bytesOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = OVERHEAD_BYTES + (key === null ? 0 : Buffer.byteLength(key)) + (value?.byteLength ?? 0);
  for (const [name, text] of Object.entries(headers ?? {})) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(text);
  }
  return bytes;
}
