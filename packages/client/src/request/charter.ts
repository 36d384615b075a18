import type { CharterRecorded } from '@officine/contracts';
import type { Degraded, Rejected } from '../result/check-result.ts';

/** Who accepted which version of the user charter, where. */
export interface CharterAcceptance {
  readonly pharmacy: string;
  /** The vendor's own opaque id of the person, the same as in `user.id` of a check. */
  readonly user: string;
  readonly version: string;
}

export interface AcceptCharterOptions {
  /** How long to wait for the record, milliseconds; default 10 000. */
  readonly timeoutMs?: number;
}

/** Recorded, refused, or not known in time: in that last case ask again, an acceptance may be told twice. */
export type CharterResult = (CharterRecorded & { readonly outcome: 'recorded' }) | Rejected | Degraded;

/** Throws a TypeError when the caller's program passes what no TypeScript program could. */
export function assertAcceptance({ pharmacy, user, version }: CharterAcceptance): void {
  for (const [name, value] of Object.entries({ pharmacy, user, version })) {
    if (typeof value !== 'string') {
      throw new TypeError(`acceptance.${name} must be a string`);
    }
  }
}

/** One acceptance, as a key: a record that says the same answers it, whoever sent it. */
export function acceptanceKey({ pharmacy, user, version }: CharterAcceptance): string {
  return JSON.stringify([pharmacy, user, version]);
}
