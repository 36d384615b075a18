import { FOR_CHECKS, type Share } from './share.ts';
import { TokenBucket } from './token-bucket.ts';

const SECOND_MS = 1_000;
/** What all replicas' calls of any second may come to, as a part of the platform's rate: some arrive closer together than they left. */
const BELOW = 0.98;
/** What a late timer may make up for, so that a busy machine does not slow a drain: a quarter of a second, and the call that is due. */
const CATCH_UP_SECONDS = 0.25;
const LEAST_BURST = 1.5;
/** How long after its permit a call may be thought to arrive: a busy process sends late, and mySecu counts arrivals. */
const ON_ITS_WAY_MS = 80;

/** One call that may have arrived within the last second. Times are monotonic milliseconds. */
export interface PacedCall {
  readonly leftAtMs: number;
  /** When it has surely arrived: it was answered, or its time to get there is over. */
  arrivedByMs: number;
}

/**
 * Lets a share's calls leave evenly: its rate on average, and in no second more than a second's part, by the times at which they may have
 * arrived. Pure: its user brings the time.
 */
export class CallPace {
  readonly #bucket: TokenBucket;
  /** Oldest first. */
  #recent: PacedCall[] = [];

  constructor(nowMs: number) {
    this.#bucket = new TokenBucket(nowMs);
  }

  /** The call that may leave now, which counts; undefined when none may. */
  take(nowMs: number, share: Share): PacedCall | undefined {
    this.#recent = this.#recent.filter(({ arrivedByMs }) => nowMs - arrivedByMs < SECOND_MS);
    const { ratePerSecond } = share;
    if (this.#recent.length >= mostInASecond(share)) {
      return undefined;
    }
    const burst = Math.max(LEAST_BURST, ratePerSecond * CATCH_UP_SECONDS);
    if (!this.#bucket.take(nowMs, ratePerSecond, burst)) {
      return undefined;
    }
    const call = { leftAtMs: nowMs, arrivedByMs: nowMs + ON_ITS_WAY_MS };
    this.#recent.push(call);
    return call;
  }

  /** A call was answered, or given up: it arrived before, if at all. */
  ended(call: PacedCall, nowMs: number): void {
    call.arrivedByMs = Math.min(call.arrivedByMs, nowMs);
  }

  /** Milliseconds until a call may leave, infinite for a share that is nothing. */
  waitMs(nowMs: number, share: Share): number {
    const isFull = this.#recent.length >= mostInASecond(share);
    const oldest = Math.min(...this.#recent.map(({ arrivedByMs }) => arrivedByMs));
    return Math.max(this.#bucket.waitMs(share.ratePerSecond), isFull ? oldest + SECOND_MS - nowMs : 0);
  }
}

/** Whole calls: rounded down, so that the shares of all replicas together stay below the platform's rate in every second. */
function mostInASecond({ ratePerSecond }: Share): number {
  return Math.max(1, Math.floor((ratePerSecond / FOR_CHECKS) * BELOW));
}
