import type { Kafka, PartitionAssigner } from 'kafkajs';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import type { Fence } from '../fence/fence.ts';
import type { InboundRecord } from '../records/record.ts';
import type { Companion } from './companion-reader.ts';
import type { RecordHandler } from './record-handling.ts';

export interface RunnerOptions {
  readonly kafka: Kafka;
  readonly logger: KafkaLogger;
  readonly groupId: string;
  readonly topic: string;
  readonly handle: RecordHandler;
  /** Puts away a record that its handler failed on by a bug; if this fails too, the record is tried again. */
  readonly onUnhandled?: (record: InboundRecord, error: unknown) => Promise<void>;
  /** Records of a partition handled side by side; 1 keeps their order. */
  readonly windowPerPartition?: number;
  /** Bytes of a partition that wait for their turn. */
  readonly windowBytes?: number;
  /** Records handled side by side in all partitions. */
  readonly maxInFlight?: number;
  /** Of these, those whose handler has not said that it `waits()`: the default is all of them. */
  readonly maxAtWork?: number;
  readonly companion?: Companion;
  readonly onAssigned?: (partition: number) => void;
  readonly onLost?: (partition: number) => void;
  /** The default shares evenly and stickily, companions with their lead. */
  readonly assigner?: PartitionAssigner;
  readonly sessionTimeoutMs?: number;
  readonly heartbeatMs?: number;
  /** Share it with the publisher of the same work; every group needs one of its own. */
  readonly fence?: Fence;
  /** Nothing that a restart could mend, such as refused credentials: the process should end. */
  readonly onFatal?: (error: Error) => void;
  readonly commitEveryMs?: number;
  /** How long a handler may take for one record before it is given up and tried again, ms. */
  readonly handlerLimitMs?: number;
  readonly stallMs?: number;
}

export interface RunnerHealth {
  readonly state: 'starting' | 'reading' | 'draining' | 'stopped';
  /** Why nothing is read, or whose records wait, in words for an operator; null when all is well. */
  readonly problem: string | null;
  readonly partitions: readonly number[];
  readonly inFlight: number;
  readonly queued: number;
  /** Records not yet finished, as of the last look; null before the first. */
  readonly lag: number | null;
  readonly heartbeatAgeMs: number;
  /** Partitions that rest because one of their records has to wait. */
  readonly resting: readonly number[];
  /** Records that were finished and whose answer cannot be read back, as `partition:offset`. */
  readonly unanswered: readonly string[];
}
