import { type ControlRecord, type ControlRecords, sameData } from './control-records.ts';

/** One step from what is in force to what is wanted. */
export type Change =
  | { readonly action: 'created'; readonly key: string; readonly after: ControlRecord }
  | { readonly action: 'changed'; readonly key: string; readonly before: ControlRecord; readonly after: ControlRecord }
  | { readonly action: 'removed'; readonly key: string; readonly before: ControlRecord };

/** How a directory differs from what is in force. */
export interface Difference {
  readonly changes: readonly Change[];
  /** In force, not in the file, and left as they are, as nothing was said about removing. */
  readonly kept: readonly string[];
}

/** Compares; what is only in force is removed where `prune`. */
export function difference(inForce: ControlRecords, wanted: ControlRecords, { prune }: { readonly prune: boolean }): Difference {
  const changes: Change[] = [];
  for (const [key, after] of wanted) {
    const before = inForce.get(key);
    if (before === undefined) {
      changes.push({ action: 'created', key, after });
    } else if (!sameData(before, after)) {
      changes.push({ action: 'changed', key, before, after });
    }
  }
  const unnamed = [...inForce].filter(([key]) => !wanted.has(key));
  if (prune) {
    changes.push(...unnamed.map(([key, before]) => ({ action: 'removed' as const, key, before })));
  }
  return { changes, kept: prune ? [] : unnamed.map(([key]) => key) };
}

/** Whether two differences would write the same. */
export function sameChanges(a: Difference, b: Difference): boolean {
  return JSON.stringify(a.changes) === JSON.stringify(b.changes);
}
