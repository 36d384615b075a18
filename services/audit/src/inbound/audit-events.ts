import type { ChainWriter, PartitionPlace } from '@officine/audit';
import type { Environment } from '@officine/contracts';
import { type connectKafka, type InboundRecord, Runner, TopicOffsets } from '@officine/kafka';
import type { Component, Logger } from '@officine/service-kit';
import { PartitionFeed, PartitionGivenUp } from '../application/partition-feed.ts';
import type { OwnedPartition, RecordObserver } from '../application/ports.ts';
import type { Names } from '../names.ts';
import type { ClusterIdentity } from '../outbound/cluster-identity.ts';
import { ChainFence } from './chain-fence.ts';
import { receivedEvent } from './received-event.ts';
import { type Life, TopicLives } from './topic-lives.ts';

const DRAIN_MS = 10_000;
/** Records of a partition that may be gathered: two appends' worth, 1 MiB at most. */
const WINDOW = 1_000;

export interface AuditEventsParts {
  readonly kafka: ReturnType<typeof connectKafka>;
  readonly logger: Logger;
  readonly names: Pick<Names, 'auditEvents' | 'group'>;
  readonly environment: Environment;
  readonly cluster: ClusterIdentity;
  readonly writerFor: (place: PartitionPlace) => Pick<ChainWriter, 'append' | 'heads'>;
  /** A partition's chain, and the offset of its last record. Both reject while the database is away. */
  readonly lifeOf: (place: PartitionPlace) => Promise<Life | null>;
  readonly endOf: (chain: string) => Promise<number>;
  readonly observer: RecordObserver;
  readonly onFatal: (error: Error) => void;
}

/** Reads `officine.audit.events.v1` into the record; an offset is committed when a majority of the database has the event. */
export class AuditEvents implements Component {
  readonly #parts: AuditEventsParts;
  readonly #fence = new ChainFence();
  readonly #feeds = new Map<number, PartitionFeed>();
  readonly #writers = new Map<number, Pick<ChainWriter, 'append' | 'heads'>>();
  readonly #stopping = new AbortController();
  readonly #runner: Runner;
  readonly #lives: TopicLives;
  #cluster = '';

  constructor(parts: AuditEventsParts) {
    this.#parts = parts;
    const { kafka, logger, names, onFatal } = parts;
    this.#runner = new Runner({
      kafka,
      logger,
      groupId: names.group,
      topic: names.auditEvents,
      fence: this.#fence,
      windowPerPartition: WINDOW,
      maxInFlight: 12 * WINDOW,
      handle: (record) => this.#handle(record),
      onAssigned: (partition) => this.#gain(partition),
      onLost: (partition) => this.#lose(partition),
      onFatal,
    });
    this.#lives = new TopicLives({
      offsets: new TopicOffsets(kafka),
      topic: names.auditEvents,
      group: names.group,
      owned: () => this.#runner.assignment(),
      lifeOf: (partition) => parts.lifeOf(this.#placeOf(partition)),
      endOf: parts.endOf,
      rereadFrom: (partition, offset) => this.#runner.rereadFrom(partition, offset),
      logger,
    });
  }

  /** Waits for Kafka: a chain cannot be named without its cluster. */
  async start(): Promise<void> {
    this.#cluster = await this.#parts.cluster.id(this.#stopping.signal);
    this.#runner.start();
    this.#lives.start();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#lives.stop();
    await this.#runner.drain(DRAIN_MS);
  }

  /** Whether a partition is this replica's: what is done once in an installation is done by the owner of the first. */
  owns(partition: number): boolean {
    return this.#runner.assignment().has(partition);
  }

  /** The partitions of this replica, each with its writer: another one whenever a partition was gained. */
  *owned(): Generator<OwnedPartition> {
    for (const [partition, writer] of this.#writers) {
      yield { place: this.#placeOf(partition), writer };
    }
  }

  /** Why events do not get into the record, or null. */
  get problem(): string | null {
    const feeds = [...this.#feeds].filter(([, { problem }]) => problem !== null);
    const [partition, feed] = feeds[0] ?? [];
    return feed === undefined ? this.#runner.health().problem : `partition ${partition} cannot be written: ${feed.problem}`;
  }

  /** Events not yet in the record, as of the last look; null before the first. */
  get lag(): number | null {
    return this.#runner.health().lag;
  }

  #handle(record: InboundRecord): Promise<void> {
    const feed = this.#feeds.get(record.partition);
    return feed?.take(receivedEvent(record, this.#parts.environment)) ?? Promise.reject(new PartitionGivenUp());
  }

  #gain(partition: number): void {
    const { writerFor, observer, logger } = this.#parts;
    this.#lives.gained(partition);
    this.#feeds.get(partition)?.close();
    // A new writer: where the chain has got to is asked anew, as another owner may have gone on with it.
    const chain = writerFor(this.#placeOf(partition));
    this.#writers.set(partition, chain);
    const heartbeatAgeMs = () => this.#fence.ageMs();
    this.#feeds.set(partition, new PartitionFeed({ chain, observer, logger: logger.child({ partition }), heartbeatAgeMs }));
  }

  #placeOf(partition: number): PartitionPlace {
    return { cluster: this.#cluster, topic: this.#parts.names.auditEvents, partition };
  }

  #lose(partition: number): void {
    this.#feeds.get(partition)?.close();
    this.#feeds.delete(partition);
    this.#writers.delete(partition);
  }
}
