import type { TopicChange } from '@officine/kafka';
import type { AppliedTopics } from '../topics/apply-topics.ts';

/** What was done about topics, or would be; those that are as declared are only counted. */
export function formatTopics({ topics, changes }: AppliedTopics, { dryRun }: { readonly dryRun: boolean }): string[] {
  const different = new Set(changes.map(({ topic }) => topic)).size;
  const right = `${topics - different} of ${topics} topics ${dryRun ? 'are' : 'were'} as declared`;
  return [...changes.map((change) => line(change, dryRun)), right];
}

function line(change: TopicChange, dryRun: boolean): string {
  const to = dryRun ? 'to ' : '';
  switch (change.kind) {
    case 'create':
      return `${to}${dryRun ? 'create' : 'created'}: ${change.topic} (partitions: ${change.partitions})`;
    case 'grow':
      return `${to}${dryRun ? 'grow' : 'grown'}: ${change.topic} (partitions: ${change.from} → ${change.to})`;
    case 'configure':
      return `${to}${dryRun ? 'configure' : 'configured'}: ${change.topic} (${change.name}: ${change.from ?? 'unset'} → ${change.to})`;
    case 'shrink':
      return `left as it is: ${change.topic} has ${change.from} partitions, declared are ${change.to}, and none can be taken away`;
  }
}
