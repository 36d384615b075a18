import { FOR_CHECKS, type Share } from './share.ts';
import { TokenBucket } from './token-bucket.ts';

const SECOND_MS = 1_000;
/** What all replicas' calls of any second may come to, as a part of the platform's rate: some arrive closer together than they left. */
const BELOW = 0.98;
/** What a late timer may make up for, so that a busy machine does not slow a drain: a quarter of a second, and the call that is due. */
const CATCH_UP_SECONDS = 0.25;
const LEAST_BURST = 1.5;
/** How long a call is always thought to be on its way: mySecu counts arrivals, and a busy process sends late. */
const ON_ITS_WAY_MS = 80;
/** How fast what is usual follows: one call in ten takes longer than usual. */
const SLOWER = 1.027;
const QUICKER = 0.997;
/** What is given back at once was no call, and says nothing of mySecu. */
const LEAST_USUAL_MS = 20;

/** A call that left, monotonic milliseconds. */
export interface PacedCall {
  readonly leftAtMs: number;
  /** Undefined while it is under way. */
  tookMs: number | undefined;
}

/**
 * Lets a share's calls leave evenly: its rate on average, and in no second more than a second's part, by the times at which they may have
 * arrived. Whatever a call takes longer than usual it may have spent on its way: a process, a line or mySecu's door stood still, and all
 * that left meanwhile arrives at once. Pure: its user brings the time.
 */
export class CallPace {
  readonly #bucket: TokenBucket;
  /** Those that may have arrived within the last second. */
  #recent: PacedCall[] = [];
  #usualMs: number | undefined;

  constructor(nowMs: number) {
    this.#bucket = new TokenBucket(nowMs);
  }

  /** The call that may leave now, which counts; undefined when none may. */
  take(nowMs: number, share: Share): PacedCall | undefined {
    this.#recent = this.#recent.filter((call) => nowMs - this.#arrivedByMs(call, nowMs) < SECOND_MS);
    const { ratePerSecond } = share;
    if (this.#recent.length >= mostInASecond(share)) {
      return undefined;
    }
    const burst = Math.max(LEAST_BURST, ratePerSecond * CATCH_UP_SECONDS);
    if (!this.#bucket.take(nowMs, ratePerSecond, burst)) {
      return undefined;
    }
    const call = { leftAtMs: nowMs, tookMs: undefined };
    this.#recent.push(call);
    return call;
  }

  /** A call was answered, or given up. */
  ended(call: PacedCall, nowMs: number): void {
    const tookMs = nowMs - call.leftAtMs;
    call.tookMs = tookMs;
    const usualMs = this.#usualMs === undefined ? tookMs : this.#usualMs * (tookMs > this.#usualMs ? SLOWER : QUICKER);
    this.#usualMs = Math.max(LEAST_USUAL_MS, usualMs);
  }

  /** Milliseconds until a call may leave, infinite for a share that is nothing. */
  waitMs(nowMs: number, share: Share): number {
    const isFull = this.#recent.length >= mostInASecond(share);
    const oldest = Math.min(...this.#recent.map((call) => this.#arrivedByMs(call, nowMs)));
    return Math.max(this.#bucket.waitMs(share.ratePerSecond), isFull ? oldest + SECOND_MS - nowMs : 0);
  }

  /** By when it has surely arrived, as far as can be said now. */
  #arrivedByMs({ leftAtMs, tookMs }: PacedCall, nowMs: number): number {
    const underWayMs = tookMs ?? nowMs - leftAtMs;
    const lateMs = Math.max(0, underWayMs - (this.#usualMs ?? underWayMs));
    return leftAtMs + Math.min(tookMs ?? Number.POSITIVE_INFINITY, ON_ITS_WAY_MS + lateMs);
  }
}

/** Whole calls: rounded down, so that the shares of all replicas together stay below the platform's rate in every second. */
function mostInASecond({ ratePerSecond }: Share): number {
  return Math.max(1, Math.floor((ratePerSecond / FOR_CHECKS) * BELOW));
}
