import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { failureType } from '../connect/failure.ts';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import { Fence } from '../fence/fence.ts';
import { coPartitioned } from '../group/assigners.ts';
import { type Assignment, changes } from '../group/assignment.ts';
import type { FetchedBatch } from '../group/fetched-batch.ts';
import { GroupMember } from '../group/group-member.ts';
import type { Publisher } from '../publisher/publisher.ts';
import type { InboundRecord, Position } from '../records/record.ts';
import { TopicOffsets } from '../topics/topic-offsets.ts';
import { type Merge, type TableEntry, TablePartition } from './table-partition.ts';

export interface TableOptions<V> {
  readonly kafka: Kafka;
  readonly logger: KafkaLogger;
  readonly groupId: string;
  readonly topic: string;
  /** Any replica writes to any partition; only the owner sees the entries. */
  readonly publisher: Publisher;
  /** The value of a record, or null to leave its key out. Not called for null values. */
  readonly decode: (record: InboundRecord) => V | null;
  /** What a key holds when something more is put before it was settled; the default is what was put last. */
  readonly merge?: Merge<V>;
  /** Entries of one partition kept in memory; when there are more, the later ones are read once the earlier are settled. */
  readonly maxEntriesPerPartition?: number;
  /** The partition is ours and was read to its end. */
  readonly onGained?: (partition: number) => void;
  readonly onLost?: (partition: number) => void;
  /** An entry of an owned partition was put (`entry`) or settled (undefined); those found at first are told before `onGained`. */
  readonly onChange?: (partition: number, key: string, entry: TableEntry<V> | undefined) => void;
  readonly fence?: Fence;
}

/** Where an entry belongs: a partition, or the key that chooses it where that is not the entry's own key. */
export type TablePlace = { readonly partition: number } | { readonly partitionKey: string };

const RETRY_MS = 250;

/**
 * A compacted topic whose partitions are shared among replicas: the owner of a partition holds its entries, rebuilt from the
 * beginning whenever the partition is gained; a null record settles an entry.
 */
export class Table<V> {
  readonly fence: Fence;
  readonly #options: TableOptions<V>;
  readonly #member: GroupMember;
  readonly #offsets: TopicOffsets;
  readonly #partitions = new Map<number, TablePartition<V>>();

  constructor(options: TableOptions<V>) {
    this.#options = options;
    this.fence = options.fence ?? new Fence();
    this.#offsets = new TopicOffsets(options.kafka);
    this.#member = new GroupMember({
      kafka: options.kafka,
      logger: options.logger,
      groupId: options.groupId,
      topics: [options.topic],
      assigner: coPartitioned(options.topic, [], () => this.#partitions.keys()),
      fence: this.fence,
      onAssigned: (assignment) => this.#assign(assignment),
      onBatch: (batch) => this.#take(batch),
    });
  }

  start(): void {
    this.#member.start();
  }

  async stop(): Promise<void> {
    this.fence.lapse();
    this.#assign(new Map());
    await this.#member.stop();
    await this.#offsets.close();
  }

  /** Whether the partition is ours, completely read, and the last heartbeat recent enough to say so. */
  owns(partition: number): boolean {
    return !this.fence.closed() && this.#partitions.get(partition)?.complete === true;
  }

  owned(): number[] {
    return [...this.#partitions.keys()].filter((partition) => this.owns(partition)).sort((a, b) => a - b);
  }

  /** The open entries of an owned partition, oldest first; empty for any other. */
  entries(partition: number): ReadonlyMap<string, TableEntry<V>> {
    return this.#partitions.get(partition)?.entries ?? new Map();
  }

  /** Why the table is not read, in words for an operator; null while it is. */
  get problem(): string | null {
    return this.#member.problem;
  }

  /** Writes an entry, for whichever replica owns its partition. @throws PublishError */
  async put(key: string, value: Buffer, place: TablePlace, headers?: Readonly<Record<string, string>>): Promise<Position> {
    const { publisher, topic } = this.#options;
    return publisher.publish({
      topic,
      partition: await this.#partition(place),
      key,
      value,
      ...(headers === undefined ? {} : { headers }),
    });
  }

  /** Settles an entry with a null record. @throws PublishError */
  async settle(key: string, place: TablePlace): Promise<Position> {
    const { publisher, topic } = this.#options;
    return publisher.publish({ topic, partition: await this.#partition(place), key, value: null });
  }

  async #partition(place: TablePlace): Promise<number> {
    return 'partition' in place ? place.partition : this.#options.publisher.partitionOf(this.#options.topic, place.partitionKey);
  }

  #assign(assignment: Assignment): void {
    const { topic, onLost, maxEntriesPerPartition = 50_000, merge } = this.#options;
    const { gained, lost, kept } = changes(new Set(this.#partitions.keys()), assignment.get(topic) ?? new Set());
    for (const partition of lost) {
      this.#partitions.delete(partition);
      onLost?.(partition);
    }
    for (const partition of [...gained, ...kept]) {
      const known = this.#partitions.get(partition);
      const table = known ?? new TablePartition<V>(maxEntriesPerPartition, merge);
      this.#partitions.set(partition, table);
      if (table.next === undefined) {
        this.#member.pause({ topic, partition });
      } else {
        this.#member.seek({ topic, partition, offset: table.next });
      }
      if (known === undefined) {
        void this.#place(partition, table);
      }
    }
  }

  /** From the beginning at first, whatever kafkajs would make of a group without commits; later from what was left out. */
  async #place(partition: number, table: TablePartition<V>, from?: bigint): Promise<void> {
    const { topic, logger } = this.#options;
    while (this.#partitions.get(partition) === table) {
      try {
        const ends = (await this.#offsets.ends(topic)).get(partition);
        if (ends === undefined) {
          throw new Error('the topic has no such partition');
        }
        if (this.#partitions.get(partition) === table) {
          const start = from === undefined || from < ends.low ? ends.low : from;
          table.readFrom(start, ends.high);
          this.#member.seek({ topic, partition, offset: start });
          this.#member.resume({ topic, partition });
          this.#advance(partition, table, start);
        }
        return;
      } catch (error) {
        logger.warn({ topic, partition, reason: failureType(error) }, 'cannot find where to read from yet');
        await delay(RETRY_MS);
      }
    }
  }

  #take(batch: FetchedBatch): bigint {
    const table = this.#partitions.get(batch.partition);
    if (table?.next === undefined) {
      return batch.end;
    }
    for (const record of batch.records) {
      this.#read(table, record);
    }
    this.#advance(batch.partition, table, batch.end);
    const { backTo } = table;
    if (backTo !== undefined) {
      this.#member.pause({ topic: batch.topic, partition: batch.partition });
      void this.#place(batch.partition, table, backTo);
    }
    return batch.end;
  }

  #advance(partition: number, table: TablePartition<V>, next: bigint): void {
    const wasComplete = table.complete;
    for (const [key, entry] of table.passed(next)) {
      this.#options.onChange?.(partition, key, entry);
    }
    if (table.complete && !wasComplete) {
      this.#options.onGained?.(partition);
    }
  }

  #read(table: TablePartition<V>, record: InboundRecord): void {
    const { decode, onChange, logger } = this.#options;
    const { key, topic, partition, offset } = record;
    if (key === null) {
      return;
    }
    try {
      const value = record.value === null ? null : decode(record);
      const entry = value === null ? undefined : { value, position: { topic, partition, offset }, timestamp: record.timestamp };
      const shown = entry && table.put(key, entry);
      if (shown !== undefined || (entry === undefined && table.remove(key, offset))) {
        onChange?.(partition, key, shown);
      }
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      logger.error({ topic, partition, offset: String(offset), error: kind }, 'a record of a table is unreadable');
    }
  }
}
