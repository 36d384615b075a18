import type { Appended, ChainHead, PartitionPlace, ReceivedEvent } from '@officine/audit';

/** Appends events of one partition to its chain. */
export interface Chain {
  append(events: readonly ReceivedEvent[]): Promise<Appended>;
}

/** A partition that this replica writes. */
export interface OwnedPartition {
  readonly place: PartitionPlace;
  /** Where its chains have got to; another object for each time that the partition was gained. */
  readonly writer: { readonly heads: readonly ChainHead[] };
}

/** Hears of what is new in the record, after it is safe there. Must not throw. */
export interface RecordObserver {
  /** `events`: those of `appended`, as they were received. */
  recorded(appended: Appended, events: readonly ReceivedEvent[]): void;
}
