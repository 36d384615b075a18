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

/** Who asks to call, and what it leaves to others. */
export interface Caller {
  readonly who: string;
  /** Somebody waits for it at a counter. */
  readonly isFresh: boolean;
  /** Its own calls in any second. */
  readonly mostInASecond: number;
  /** Calls that may leave at once when it had its own. */
  readonly kept: number;
}

/** A call that left, monotonic milliseconds. */
export interface PacedCall {
  readonly who: string;
  readonly isFresh: boolean;
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
  #most = 0;
  /** What the share was in the second before it became smaller. */
  #former: { readonly most: number; readonly untilMs: number; readonly sinceMs: number } | undefined;

  constructor(nowMs: number) {
    this.#bucket = new TokenBucket(nowMs);
  }

  /** The call that may leave now, which counts; undefined when none may. */
  take(nowMs: number, share: Share, caller: Caller): PacedCall | undefined {
    this.#recent = this.#recent.filter((call) => nowMs - this.#arrivedByMs(call, nowMs) < SECOND_MS);
    this.#noteShare(share, nowMs);
    if (this.#inTheWay(share, caller).length > 0) {
      return undefined;
    }
    const { ratePerSecond } = share;
    const { who, isFresh, kept } = caller;
    const burst = Math.max(LEAST_BURST + kept, ratePerSecond * CATCH_UP_SECONDS);
    if (!this.#bucket.take(nowMs, { ratePerSecond, burst, kept })) {
      return undefined;
    }
    const call = { who, isFresh, leftAtMs: nowMs, tookMs: undefined };
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
  waitMs(nowMs: number, share: Share, caller: Caller): number {
    const inTheWay = this.#inTheWay(share, caller).map((call) => this.#arrivedByMs(call, nowMs) + SECOND_MS - nowMs);
    const gone = inTheWay.length > 0 ? Math.min(...inTheWay) : 0;
    return Math.max(this.#bucket.waitMs(share.ratePerSecond, caller.kept), gone);
  }

  /**
   * A share that became smaller counts from then on: whoever has the rest now uses it a good second later (`BETWEEN_MS`, and longer where
   * slots are owned by another), so what left before need not be over first, and who waits at a counter need not wait for that.
   */
  #noteShare(share: Share, nowMs: number): void {
    const most = mostInASecond(share);
    if (this.#former !== undefined && nowMs >= this.#former.untilMs) {
      this.#former = undefined;
    }
    if (most < this.#most) {
      const { most: formerly, untilMs } = this.#former ?? { most: this.#most, untilMs: nowMs + SECOND_MS };
      this.#former = { most: formerly, untilMs, sinceMs: nowMs };
    }
    this.#most = most;
  }

  /** The calls of the last second of which one must be over first; none when there is room. */
  #inTheWay(share: Share, caller: Caller): readonly PacedCall[] {
    const { most, sinceMs } = this.#former ?? { most: mostInASecond(share), sinceMs: Number.NEGATIVE_INFINITY };
    const since = this.#recent.filter(({ leftAtMs }) => leftAtMs >= sinceMs);
    if (since.length >= mostInASecond(share)) {
      return since;
    }
    if (this.#recent.length >= most) {
      return this.#recent;
    }
    const own = this.#recent.filter(({ who }) => who === caller.who);
    return own.length >= caller.mostInASecond ? own : [];
  }

  /** How many calls of the last second somebody waits for at a counter. */
  get recentlyFresh(): number {
    return this.#recent.filter(({ isFresh }) => isFresh).length;
  }

  /** How many calls of the last second are those of `who`. */
  recentOf(who: string): { readonly all: number; readonly fresh: number } {
    const own = this.#recent.filter((call) => call.who === who);
    return { all: own.length, fresh: own.filter(({ isFresh }) => isFresh).length };
  }

  /** By when it has surely arrived, as far as can be said now. */
  #arrivedByMs({ leftAtMs, tookMs }: PacedCall, nowMs: number): number {
    const underWayMs = tookMs ?? nowMs - leftAtMs;
    const lateMs = Math.max(0, underWayMs - (this.#usualMs ?? underWayMs));
    return leftAtMs + Math.min(tookMs ?? Number.POSITIVE_INFINITY, ON_ITS_WAY_MS + lateMs);
  }
}

/** How many calls may leave in a second: whole ones, rounded down, so that the shares of all replicas together stay below the platform's rate in every second. */
export function mostInASecond({ ratePerSecond }: Share): number {
  return Math.max(1, Math.floor((ratePerSecond / FOR_CHECKS) * BELOW));
}
