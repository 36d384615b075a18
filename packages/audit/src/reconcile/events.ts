import { latestChain, type PartitionPlace } from '../store/chain-heads.ts';
import type { AuditCollections } from '../store/collections.ts';

/** An event of the topic: where it stands, and its id; undefined where it is no audit event. */
export interface TopicEvent {
  readonly offset: number;
  readonly id: string | undefined;
}

/** What does not fit between topic and record. */
export interface EventMismatch {
  readonly partition: number;
  readonly offset: number;
  readonly id?: string;
  readonly difference: 'event-not-recorded' | 'record-without-event';
}

/**
 * Compares a stretch of a partition with the record, both ways: each event must be recorded, here or where it was met first, and
 * nothing may be recorded in this stretch that is no event of it. So it shows what was cut off behind the last checkpoint, and
 * what somebody added there, as long as the topic reaches back.
 */
export async function compareEvents(
  collections: AuditCollections,
  place: PartitionPlace,
  events: readonly TopicEvent[],
): Promise<EventMismatch[]> {
  const [first, last] = [events[0], events.at(-1)];
  const chain = await latestChain(collections, place);
  if (first === undefined || last === undefined) {
    return [];
  }
  const ids = events.flatMap(({ id }) => id ?? []);
  const linked = await collections.chain
    .find({ _id: { $in: ids } })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const here =
    chain === null
      ? []
      : await collections.content
          .find({ chain: chain._id, offset: { $gte: first.offset, $lte: last.offset } })
          .project<{ _id: string; offset: number; action: string }>({ _id: 1, offset: 1, action: 1 })
          .toArray();
  const known = new Set(linked.map(({ _id }) => _id));
  const idAt = new Map(events.map(({ offset, id }) => [offset, id]));
  const { partition } = place;
  return [
    ...events.flatMap(({ offset, id }): EventMismatch[] => {
      const isRecorded = id === undefined ? here.some((record) => record.offset === offset) : known.has(id);
      return isRecorded ? [] : [{ partition, offset, difference: 'event-not-recorded', ...(id !== undefined && { id }) }];
    }),
    ...here.flatMap(({ _id: id, offset, action }): EventMismatch[] => {
      const isEvent = idAt.has(offset) && (idAt.get(offset) === id || action === 'audit.unreadable');
      return isEvent ? [] : [{ partition, offset, id, difference: 'record-without-event' }];
    }),
  ].sort((a, b) => a.offset - b.offset);
}
