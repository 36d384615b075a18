import type { Check, ControlSuspension } from '@officine/contracts';

/** What a call is about; absent parts are covered by no suspension of theirs. */
export interface SuspensionTarget {
  readonly check?: Check;
  readonly vendor?: string;
  readonly pharmacy?: string;
  readonly user?: string;
}

/** Whether a suspension is in force at `at`. */
export function isActive({ until }: Pick<ControlSuspension, 'until'>, at: Date): boolean {
  return until === null || Date.parse(until) > at.getTime();
}

/** Whether a suspension's scope (`all`, `check/…`, `vendor/…`, `pharmacy/…`, `user/<pharmacy>/<user>`) covers a call. */
export function covers(
  { scope }: Pick<ControlSuspension, 'scope'>,
  { check, vendor, pharmacy, user }: SuspensionTarget,
): boolean {
  return (
    scope === 'all' ||
    (check !== undefined && scope === `check/${check}`) ||
    (vendor !== undefined && scope === `vendor/${vendor}`) ||
    (pharmacy !== undefined && scope === `pharmacy/${pharmacy}`) ||
    (pharmacy !== undefined && user !== undefined && scope === `user/${pharmacy}/${user}`)
  );
}
