import { setTimeout as delay } from 'node:timers/promises';
import type { TopicOffsets } from '../topics/topic-offsets.ts';
import type { PartitionWindow } from './partition-window.ts';

const LOOK_MS = 10;

/**
 * When the oldest record was written that nobody has committed, ms; null when there is none. The record itself is fetched
 * into the window, which holds it back meanwhile.
 */
export async function oldestUncommitted(
  offsets: TopicOffsets,
  place: {
    readonly groupId: string;
    readonly topic: string;
    readonly partition: number;
    isLost(): boolean;
    window(): PartitionWindow | undefined;
  },
): Promise<number | null> {
  const { groupId, topic, partition } = place;
  const [ends, committed] = await Promise.all([offsets.ends(topic), offsets.committed(groupId, topic)]);
  const end = ends.get(partition);
  if (end === undefined) {
    throw new Error('the topic has no such partition');
  }
  const start = committed.get(partition) ?? end.low;
  while (!place.isLost()) {
    const window = place.window();
    if (window?.oldestSeen != null) {
      return window.oldestSeen.timestamp;
    }
    // Transaction markers count as offsets and are never seen as records.
    if (start >= end.high || (window?.next ?? 0n) >= end.high) {
      return null;
    }
    await delay(LOOK_MS);
  }
  return null;
}
