import { type ControlRecord, type ControlRecords, sameData } from './control-records.ts';
import { COMMAND_SOURCE } from './control-source.ts';

/** One step from what is in force to what is wanted. */
export type Change =
  | { readonly action: 'created'; readonly key: string; readonly after: ControlRecord }
  | { readonly action: 'changed'; readonly key: string; readonly before: ControlRecord; readonly after: ControlRecord }
  | { readonly action: 'removed'; readonly key: string; readonly before: ControlRecord };

/** Something in force that is not in the file, and is left as it is. */
export interface Kept {
  readonly key: string;
  /** Nothing was said about removing, or a command decided it and only a command takes it back. */
  readonly why: 'not-pruned' | 'by-command';
}

/** How a directory differs from what is in force. */
export interface Difference {
  readonly changes: readonly Change[];
  readonly kept: readonly Kept[];
}

/**
 * Compares; what is only in force is removed where `prune`. What a command decided is not: a routine apply must not lift the suspension
 * that somebody decided in the night.
 */
export function difference(inForce: ControlRecords, wanted: ControlRecords, { prune }: { readonly prune: boolean }): Difference {
  const changes: Change[] = [];
  const kept: Kept[] = [];
  for (const [key, after] of wanted) {
    const before = inForce.get(key);
    if (before === undefined) {
      changes.push({ action: 'created', key, after });
    } else if (!sameData(before, after)) {
      changes.push({ action: 'changed', key, before, after });
    }
  }
  for (const [key, before] of inForce) {
    if (wanted.has(key)) {
      continue;
    }
    const byCommand = before.written?.source === COMMAND_SOURCE;
    if (prune && !byCommand) {
      changes.push({ action: 'removed', key, before });
    } else {
      kept.push({ key, why: byCommand ? 'by-command' : 'not-pruned' });
    }
  }
  return { changes, kept };
}

/** Whether two differences would write the same. */
export function sameChanges(a: Difference, b: Difference): boolean {
  return JSON.stringify(a.changes) === JSON.stringify(b.changes);
}
