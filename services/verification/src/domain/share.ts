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
  /** The rate without loans, where some of it is lent. */
  readonly unlentPerSecond?: number;
}

/** Slots that others use, and slots of others. */
export interface Loans {
  readonly lent: number;
  readonly borrowed: number;
}

const NO_LOANS: Loans = { lent: 0, borrowed: 0 };

/** What one slot is worth, calls a second. */
export function slotPerSecond({ ratePerSecond }: Share): number {
  return (ratePerSecond * FOR_CHECKS) / SLOTS;
}

/**
 * The part of the platform's limits that goes with the owned slots. Concurrency is dealt out in whole calls, slot by slot, so that
 * all shares together are exactly the limit. It is never lent: a call may last longer than a loan.
 */
export function shareOf(ownedSlots: readonly number[], platform: Share, { lent, borrowed }: Loans = NO_LOANS): Share {
  const calls = Math.floor(platform.concurrency * FOR_CHECKS);
  const callsOf = (slot: number) => Math.floor(((slot + 1) * calls) / SLOTS) - Math.floor((slot * calls) / SLOTS);
  return {
    ratePerSecond: slotPerSecond(platform) * (ownedSlots.length - lent + borrowed),
    concurrency: ownedSlots.reduce((sum, slot) => sum + callsOf(slot), 0),
    ...(lent > 0 && { unlentPerSecond: slotPerSecond(platform) * ownedSlots.length }),
  };
}
