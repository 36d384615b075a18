import { Refusal } from '../wire/refusal.ts';

/** How far a sender's clock may be away from ours, either way: 5 minutes. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** Reads an `xs:dateTime` that names its zone. Thrown when it does not: a {@link Refusal}. */
export function readInstant(text: string): number {
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) throw new Refusal('wsse:InvalidSecurity', 'an instant is not a dateTime with its zone');
  return instant;
}

/** Thrown when `text` is not an instant within {@link CLOCK_TOLERANCE_MS} of now: a {@link Refusal} `wsu:MessageExpired`. */
export function assertFresh(text: string, now: Date): void {
  if (Math.abs(readInstant(text) - now.getTime()) > CLOCK_TOLERANCE_MS) {
    throw new Refusal('wsu:MessageExpired', 'the message was made too long ago, or in the future');
  }
}

/** Checks a `wsu:Timestamp`. Thrown when it is stale, over, or ends before it begins: a {@link Refusal}. */
export function assertTimestamp(created: string, expires: string, now: Date): void {
  assertFresh(created, now);
  if (readInstant(expires) <= readInstant(created))
    throw new Refusal('wsse:InvalidSecurity', 'the Timestamp ends before it begins');
  if (readInstant(expires) <= now.getTime()) throw new Refusal('wsu:MessageExpired', 'the Timestamp has expired');
}
