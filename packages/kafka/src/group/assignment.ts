/** Which partitions of which topics a member has. */
export type Assignment = ReadonlyMap<string, ReadonlySet<number>>;

/** One partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** kafkajs' assignment, as sets. */
export function assignmentOf(memberAssignment: Readonly<Record<string, readonly number[]>>): Assignment {
  return new Map(Object.entries(memberAssignment).map(([topic, partitions]) => [topic, new Set(partitions)]));
}

/** What changed hands between two assignments of one topic: kafkajs has no revoke callback, only the next assignment. */
export function changes(
  before: ReadonlySet<number>,
  after: ReadonlySet<number>,
): { readonly gained: number[]; readonly lost: number[]; readonly kept: number[] } {
  return {
    gained: [...after].filter((partition) => !before.has(partition)).sort((a, b) => a - b),
    lost: [...before].filter((partition) => !after.has(partition)).sort((a, b) => a - b),
    kept: [...after].filter((partition) => before.has(partition)).sort((a, b) => a - b),
  };
}
