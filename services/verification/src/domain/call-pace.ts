import { FOR_CHECKS, type Share } from './share.ts';
import { TokenBucket } from './token-bucket.ts';

const SECOND_MS = 1_000;
/** What all replicas' calls of any second may come to, as a part of the platform's rate: some arrive closer together than they left. */
const BELOW = 0.98;
/** What a late timer may make up for, so that a busy machine does not slow a drain: a quarter of a second, and the call that is due. */
const CATCH_UP_SECONDS = 0.25;
const LEAST_BURST = 1.5;

/** Lets a share's calls leave evenly: its rate on average, and in no second more than a second's part. Pure: its user brings the time. */
export class CallPace {
  readonly #bucket: TokenBucket;
  /** When the calls of the last second left, oldest first. */
  readonly #recent: number[] = [];

  constructor(nowMs: number) {
    this.#bucket = new TokenBucket(nowMs);
  }

  /** Whether a call may leave now; if so, it counts. */
  take(nowMs: number, share: Share): boolean {
    this.#forgetOld(nowMs);
    const { ratePerSecond } = share;
    if (this.#recent.length >= mostInASecond(share)) {
      return false;
    }
    const burst = Math.max(LEAST_BURST, ratePerSecond * CATCH_UP_SECONDS);
    if (!this.#bucket.take(nowMs, ratePerSecond, burst)) {
      return false;
    }
    this.#recent.push(nowMs);
    return true;
  }

  /** Milliseconds until a call may leave, infinite for a share that is nothing. */
  waitMs(nowMs: number, share: Share): number {
    const [oldest] = this.#recent;
    const isFull = oldest !== undefined && this.#recent.length >= mostInASecond(share);
    return Math.max(this.#bucket.waitMs(share.ratePerSecond), isFull ? oldest + SECOND_MS - nowMs : 0);
  }

  #forgetOld(nowMs: number): void {
    while (this.#recent[0] !== undefined && nowMs - this.#recent[0] >= SECOND_MS) {
      this.#recent.shift();
    }
  }
}

/** Whole calls: rounded down, so that the shares of all replicas together stay below the platform's rate in every second. */
function mostInASecond({ ratePerSecond }: Share): number {
  return Math.max(1, Math.floor((ratePerSecond / FOR_CHECKS) * BELOW));
}
