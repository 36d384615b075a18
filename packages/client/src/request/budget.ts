/** What the promise adds to the caller's budget, milliseconds. */
export const GRACE_MS = 50;
/** How much of the grace is left to the timer's own lateness. */
const TIMER_SLACK_MS = 20;

/** When the client answers by itself: after Officine had all of the budget, and before the promise is broken. */
export function localAnswerAfterMs(timeoutMs: number): number {
  return timeoutMs + GRACE_MS - TIMER_SLACK_MS;
}
