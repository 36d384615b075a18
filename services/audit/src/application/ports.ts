import type { Appended, ReceivedEvent } from '@officine/audit';

/** Appends events of one partition to its chain. */
export interface Chain {
  append(events: readonly ReceivedEvent[]): Promise<Appended>;
}

/** Hears of what is new in the record, after it is safe there. Must not throw. */
export interface RecordObserver {
  /** `events`: those of `appended`, as they were received. */
  recorded(appended: Appended, events: readonly ReceivedEvent[]): void;
}
