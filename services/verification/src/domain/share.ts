import { topics } from '@officine/contracts';

/** Into how many parts the platform's rate and concurrency are divided: the partitions of `officine.mysecu.permits.v1`. */
export const SLOTS = Number(topics.permits.partitions);

/** auth-token and the monitor have a fixed tenth off the top. */
export const FOR_CHECKS = 0.9;

/** What one replica may do towards mySecu. */
export interface Share {
  readonly ratePerSecond: number;
  /** Calls under way at once. */
  readonly concurrency: number;
}

/**
 * The part of the platform's limits that goes with the owned slots. Concurrency is dealt out in whole calls, slot by slot, so that
 * all shares together are exactly the limit.
 */
export function shareOf(ownedSlots: Iterable<number>, platform: Share): Share {
  const calls = Math.floor(platform.concurrency * FOR_CHECKS);
  let slots = 0;
  let concurrency = 0;
  for (const slot of ownedSlots) {
    slots += 1;
    concurrency += Math.floor(((slot + 1) * calls) / SLOTS) - Math.floor((slot * calls) / SLOTS);
  }
  return { ratePerSecond: (platform.ratePerSecond * FOR_CHECKS * slots) / SLOTS, concurrency };
}
