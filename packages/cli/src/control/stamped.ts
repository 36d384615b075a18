import type { ControlRecord } from './control-records.ts';
import { stampsIn } from './control-records.ts';
import type { Change } from './difference.ts';

/** The data to write of a change: a suspension says who suspended and since when, an access who decided it and when. */
export function stamped(change: Exclude<Change, { action: 'removed' }>, actor: string, at: Date): unknown {
  const { kind, data } = change.after;
  const now = at.toISOString();
  switch (kind) {
    case 'suspension':
      return { by: actor, since: sinceOf(change.action === 'changed' ? change.before : undefined) ?? now, ...Object(data) };
    case 'access':
      return { by: actor, at: now, ...Object(data) };
    default:
      return data;
  }
}

function sinceOf(before: ControlRecord | undefined): unknown {
  return stampsIn(before?.data)['since'];
}
