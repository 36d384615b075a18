import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { failureType } from '../connect/failure.ts';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import { Fence } from '../fence/fence.ts';
import { everyPartition } from '../group/assigners.ts';
import type { Assignment } from '../group/assignment.ts';
import type { FetchedBatch } from '../group/fetched-batch.ts';
import { GroupMember } from '../group/group-member.ts';
import { Pace } from '../group/pace.ts';
import type { InboundRecord } from '../records/record.ts';
import { TopicOffsets } from '../topics/topic-offsets.ts';

export interface TailOptions {
  readonly kafka: Kafka;
  readonly logger: KafkaLogger;
  readonly topic: string;
  /** Names the tail, and the group of one that it is: `officine.view.<name>.<random>`. */
  readonly name: string;
  /** Called in order of each partition. What it throws is told, not fatal. */
  readonly onRecord: (record: InboundRecord) => void;
}

const RETRY_MS = 500;

/** Hears what is written to a topic from now on, in all of its partitions. News, not truth: what was missed is not made up for. */
export class Tail {
  readonly #options: TailOptions;
  readonly #member: GroupMember;
  readonly #offsets: TopicOffsets;
  readonly #next = new Map<number, bigint>();
  /** News may be a moment old: the calls of a fleet are many. */
  readonly #pace: Pace;
  #stopped = false;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#offsets = new TopicOffsets(options.kafka);
    this.#member = new GroupMember({
      kafka: options.kafka,
      logger: options.logger,
      groupId: `officine.view.${options.name}.${randomUUID()}`,
      topics: [options.topic],
      assigner: everyPartition,
      // It speaks for nothing: its fence only shows the age of its heartbeat.
      fence: new Fence(),
      onAssigned: (assignment) => this.#assign(assignment),
      onBatch: (batch) => this.#take(batch),
    });
    this.#pace = new Pace(this.#member);
  }

  start(): void {
    this.#member.start();
    this.#pace.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pace.stop();
    await this.#member.stop();
    await this.#offsets.close();
  }

  /** Why nothing is heard, in words for an operator; null while it is. */
  get problem(): string | null {
    return this.#member.problem;
  }

  #assign(assignment: Assignment): void {
    const { topic } = this.#options;
    for (const partition of assignment.get(topic) ?? []) {
      const offset = this.#next.get(partition);
      if (offset === undefined) {
        this.#member.pause({ topic, partition });
      } else {
        this.#member.seek({ topic, partition, offset });
      }
    }
    void this.#place();
  }

  /** From the end that the topic has now; kafkajs alone would begin wherever the first fetch finds it. */
  async #place(): Promise<void> {
    const { topic, logger } = this.#options;
    while (!this.#stopped) {
      try {
        for (const [partition, { high }] of await this.#offsets.ends(topic)) {
          if (!this.#next.has(partition)) {
            this.#next.set(partition, high);
            this.#member.seek({ topic, partition, offset: high });
            this.#member.resume({ topic, partition });
          }
        }
        return;
      } catch (error) {
        logger.debug({ topic, reason: failureType(error) }, 'cannot find the end of the topic yet');
        await delay(RETRY_MS);
      }
    }
  }

  #take({ topic, partition, records, end }: FetchedBatch): bigint {
    const from = this.#next.get(partition);
    if (from === undefined) {
      return end;
    }
    for (const record of records) {
      if (record.offset >= from) {
        this.#tell(record);
      }
    }
    this.#next.set(partition, end);
    this.#pace.rest({ topic, partition });
    return end;
  }

  #tell(record: InboundRecord): void {
    try {
      this.#options.onRecord(record);
    } catch (error) {
      const { topic, partition, offset } = record;
      const kind = error instanceof Error ? error.name : typeof error;
      this.#options.logger.warn({ topic, partition, offset: String(offset), error: kind }, 'a record of a tail is unreadable');
    }
  }
}
