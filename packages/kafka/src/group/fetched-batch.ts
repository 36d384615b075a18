import type { InboundRecord } from '../records/record.ts';

/** What one fetch brought from one partition. */
export interface FetchedBatch {
  readonly topic: string;
  readonly partition: number;
  /** Empty where the fetch held transaction markers or aborted records alone. */
  readonly records: readonly InboundRecord[];
  /** The offset that was asked for. */
  readonly from: bigint;
  /** The offset after the last one in the fetch, markers included. */
  readonly end: bigint;
  /** The end of the partition when it was fetched. */
  readonly highWatermark: bigint;
}
