import { CLOCK_TOLERANCE_MS } from './verify/timestamps.ts';
import { Refusal } from './wire/refusal.ts';

/** Remembers nonces for as long as their message could still pass as fresh. */
export interface Nonces {
  /** Thrown when the nonce was used before: a {@link Refusal} `wsse:FailedCheck`. */
  use(nonce: string, now: Date): void;
}

export function createNonces(): Nonces {
  const seen = new Map<string, number>();
  return {
    use(nonce, now) {
      for (const [old, until] of seen) {
        if (until > now.getTime()) break;
        seen.delete(old);
      }
      if (seen.has(nonce)) throw new Refusal('wsse:FailedCheck', 'the nonce was used before');
      seen.set(nonce, now.getTime() + 2 * CLOCK_TOLERANCE_MS);
    },
  };
}
