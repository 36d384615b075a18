import type { Kafka } from 'kafkajs';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import { Fence } from '../fence/fence.ts';
import { coPartitioned } from '../group/assigners.ts';
import { type Assignment, changes } from '../group/assignment.ts';
import { GroupMember } from '../group/group-member.ts';

export interface OwnershipOptions {
  readonly kafka: Kafka;
  readonly logger: KafkaLogger;
  readonly groupId: string;
  /** A topic without records: its partitions are what is owned. */
  readonly topic: string;
  readonly onGained?: (partition: number) => void;
  /** Told when somebody else has the partition; it may have lapsed long before, see {@link Ownership.owns}. */
  readonly onLost?: (partition: number) => void;
  readonly fence?: Fence;
}

/** A share of something, as the partitions of a topic without records. Shares lapse when the last heartbeat is too old. */
export class Ownership {
  readonly fence: Fence;
  readonly #options: OwnershipOptions;
  readonly #member: GroupMember;
  #owned: ReadonlySet<number> = new Set();

  constructor(options: OwnershipOptions) {
    this.#options = options;
    this.fence = options.fence ?? new Fence();
    this.#member = new GroupMember({
      kafka: options.kafka,
      logger: options.logger,
      groupId: options.groupId,
      topics: [options.topic],
      assigner: coPartitioned(options.topic, [], () => this.#owned),
      fence: this.fence,
      onAssigned: (assignment) => this.#assign(assignment),
      onBatch: ({ end }) => end,
    });
  }

  start(): void {
    this.#member.start();
  }

  /** Whether the partition is ours and the last heartbeat recent enough to say so. */
  owns(partition: number): boolean {
    return !this.fence.closed() && this.#owned.has(partition);
  }

  /** The partitions that are ours now; none while the fence is closed. */
  owned(): number[] {
    return this.fence.closed() ? [] : [...this.#owned].sort((a, b) => a - b);
  }

  /** ms since the last acknowledged heartbeat; infinite before the first join. */
  lastHeartbeatAgeMs(): number {
    return this.fence.ageMs();
  }

  /** Why nothing is owned, in words for an operator; null while a member. */
  get problem(): string | null {
    return this.#member.problem;
  }

  async stop(): Promise<void> {
    this.fence.lapse();
    this.#assign(new Map());
    await this.#member.stop();
  }

  #assign(assignment: Assignment): void {
    const before = this.#owned;
    this.#owned = new Set(assignment.get(this.#options.topic));
    const { gained, lost } = changes(before, this.#owned);
    for (const partition of lost) {
      this.#options.onLost?.(partition);
    }
    for (const partition of gained) {
      this.#options.onGained?.(partition);
    }
  }
}
