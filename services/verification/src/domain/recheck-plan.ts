import { BOUNDED_ATTEMPTS, catalogueEntry, type ErrorCode, type Step } from '@officine/contracts';

const HOUR_MS = 3_600_000;

/** How long after its receipt a check is still asked again, milliseconds. */
export const RECHECK_FOR_MS = 24 * HOUR_MS;

const FIRST_WAIT_MS = 5_000;
/** Not longer: what protects a failing mySecu is the breaker, and what it let wait must not wait on when mySecu is back. */
const LONGEST_WAIT_MS = 2 * 60_000;

/** What becomes of a check that was degraded with a code. */
export type RecheckPlan =
  | { readonly ask: 'at'; readonly dueMs: number }
  /** Once what caused it has changed, not before `dueMs`. */
  | { readonly ask: 'on-change'; readonly dueMs: number }
  | { readonly ask: 'never' };

/** Facts that a plan depends on; times are epoch milliseconds. */
export interface RecheckFacts {
  readonly code: ErrorCode;
  /** Attempts made so far. */
  readonly attempt: number;
  readonly nowMs: number;
  readonly untilMs: number;
  /** How long a call that is still under way may take: a re-check never overlaps it. */
  readonly callTimeoutMs: number;
  /** Before this a call for it may leave at all events: the end of the first attempt's budget. */
  readonly budgetEndsMs?: number;
  /** 0 to 1; spreads the waves after an outage. */
  readonly random: number;
}

/** Plans the next attempt: after the last call must have ended, ever less often. What would come after its end is told at its end. */
export function planRecheck(facts: RecheckFacts): RecheckPlan {
  const { code, attempt, nowMs, untilMs, callTimeoutMs, budgetEndsMs = nowMs, random } = facts;
  const entry = catalogueEntry(code);
  if (entry.outcome === 'rejected' || nowMs >= untilMs || (entry.recheck === 'bounded' && attempt >= BOUNDED_ATTEMPTS)) {
    return { ask: 'never' };
  }
  const callEndsMs = Math.max(nowMs, budgetEndsMs) + callTimeoutMs;
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 20), LONGEST_WAIT_MS);
  const ask = entry.recheck === 'on-change' ? 'on-change' : 'at';
  const dueMs = Math.round(ask === 'at' ? callEndsMs + waitMs * (0.5 + random / 2) : callEndsMs);
  return { ask, dueMs: Math.min(dueMs, untilMs) };
}

/** Whether checks of this cause wait for their pharmacy's credential, block or token instead of a time. */
export function waitsForPharmacy(code: ErrorCode): boolean {
  const entry = catalogueEntry(code);
  return entry.outcome === 'degraded' && (entry.recheck === 'on-change' || isOfToken(code));
}

/** Whether it was a token that the check lacked, for whatever reason: there is nothing to wait for once there is one. */
export function lacksToken({ code, step }: { readonly code: ErrorCode; readonly step?: Step | undefined }): boolean {
  return isOfToken(code) || step === 'identity' || step === 'token';
}

/** Whether eSanté or the token service was away: all of the pharmacy's checks may go on at once when there is a token. */
export function isOfToken(code: ErrorCode): boolean {
  return code === 'identity-provider-unavailable' || code === 'token-service-unavailable';
}
