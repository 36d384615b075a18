/** Days before its end at which a certificate's renewal is asked for. */
export const NOTICE_DAYS = [30, 14, 7, 1] as const;

const DAY_MS = 86_400_000;

/** Whole days left; negative once it has ended. */
export function daysLeft(expiresAt: Date, at: Date): number {
  return Math.floor((expiresAt.getTime() - at.getTime()) / DAY_MS);
}

/** The notice that is due: the smallest of `NOTICE_DAYS` that is not yet past; undefined while the end is further away. */
export function noticeDue(expiresAt: Date, at: Date): (typeof NOTICE_DAYS)[number] | undefined {
  const left = (expiresAt.getTime() - at.getTime()) / DAY_MS;
  return NOTICE_DAYS.findLast((days) => left <= days);
}
