import { TIMEOUT_MS } from '@officine/contracts';

/** What deferring a check and telling so takes: a result that is made when the budget is over comes when nobody waits any more. */
const TELLING_MS = 40;
const TELLING_PART = 0.1;

/** One instant on both clocks, milliseconds: the wall clock that brokers share, and the one that never jumps. */
export interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** How long a request may still take. Counts from the broker's append time, then runs on the monotonic clock alone. */
export class Budget {
  readonly timeoutMs: number;
  /** Monotonic milliseconds. */
  readonly deadlineMs: number;

  private constructor(timeoutMs: number, deadlineMs: number) {
    this.timeoutMs = timeoutMs;
    this.deadlineMs = deadlineMs;
  }

  /** The budget of a request appended at `appendedAtMs` (the broker's wall clock) and read at `readAt`. */
  static from(appendedAtMs: number, asked: number | undefined, readAt: Moment): Budget {
    const timeoutMs = Budget.clamped(asked);
    // A broker's clock ahead of ours must not lengthen the budget: nobody at the counter waits for a clock.
    const leftMs = Math.min(appendedAtMs + timeoutMs - readAt.wallMs, timeoutMs);
    return new Budget(timeoutMs, readAt.monotonicMs + leftMs);
  }

  /** The time-out that a request gets, whatever it asked. */
  static clamped(asked: number | undefined): number {
    return Math.min(Math.max(asked ?? TIMEOUT_MS.default, TIMEOUT_MS.min), TIMEOUT_MS.max);
  }

  /** Milliseconds left to wait for an answer: what remains of the budget then is for telling that there is none. */
  leftToWaitMs(monotonicMs: number): number {
    return this.leftMs(monotonicMs) - Math.min(TELLING_MS, this.timeoutMs * TELLING_PART);
  }

  /** Milliseconds left; zero or less once it has run out. */
  leftMs(monotonicMs: number): number {
    return this.deadlineMs - monotonicMs;
  }
}
