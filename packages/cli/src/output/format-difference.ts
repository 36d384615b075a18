import { type Document, stringify } from 'yaml';
import type { Change, Difference } from '../control/difference.ts';

const SIGNS = { created: '+', changed: '~', removed: '-' } as const;

const KEPT = {
  'not-pruned': '--prune removes it',
  'by-command': 'it was decided by command and stays until a command takes it back',
} as const;

/** A difference as an operator reads it: one line a record, and below it the members that change. */
export function formatDifference({ changes, kept }: Difference): string[] {
  return [
    ...changes.flatMap((change) => [`${SIGNS[change.action]} ${change.key}`, ...memberLines(change)]),
    ...kept.map(({ key, why }) => `  ${key} is in force and not in the file; ${KEPT[why]}`),
    summary(changes),
  ];
}

function summary(changes: readonly Change[]): string {
  if (changes.length === 0) {
    return 'nothing differs';
  }
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  return `${count('created')} to create, ${count('changed')} to change, ${count('removed')} to remove`;
}

function memberLines(change: Change): string[] {
  if (change.action !== 'changed') {
    return [];
  }
  const before = membersOf(change.before.data);
  const after = membersOf(change.after.data);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `    ${name}: ${before.get(name) ?? '(none)'} → ${after.get(name) ?? '(none)'}`);
}

/** Members of a record as flow text on one line each. */
function membersOf(data: unknown): Map<string, string> {
  return new Map(Object.entries(Object(data)).map(([name, value]) => [name, onOneLine(value)]));
}

/** A value as flow text on one line. */
export function onOneLine(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 } satisfies Parameters<Document['toString']>[0]).trim();
}
