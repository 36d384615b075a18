import { FOR_CHECKS, type Share } from '../domain/share.ts';
import { TokenBucket } from '../domain/token-bucket.ts';
import type { Clock, Permit, Permits, Urgency } from './ports.ts';

/**
 * How much of the concurrency each urgency may hold: a call takes as long as mySecu likes, and who waits at a counter must not wait for
 * those who do not.
 */
const PART_OF_CONCURRENCY: Readonly<Record<Urgency, number>> = { fresh: 1, deferred: 0.75, batch: 0.5 };
/** Most urgent first. */
const URGENCIES = Object.keys(PART_OF_CONCURRENCY) as Urgency[];
/** What every second's calls may come to, as a part of the platform's rate: some arrive closer together than they left. */
const BELOW = 0.98;
const MIN_BURST = 1.5;
const BURST_SECONDS = 0.02;
/** How soon a share that is nothing now is looked at again. */
const LOOK_AGAIN_MS = 250;

interface Waiter {
  readonly grant: (permit: Permit) => void;
}

type Queue = Map<string, Set<Waiter>>;

/** Hands out this replica's share of calls: fresh checks first, vendors in turn. */
export class FairPermits implements Permits {
  readonly #share: () => Share;
  readonly #clock: Clock;
  readonly #bucket: TokenBucket;
  readonly #waiting: Readonly<Record<Urgency, Queue>> = { fresh: new Map(), deferred: new Map(), batch: new Map() };
  #inUse = 0;
  #cancelTimer: (() => void) | undefined;

  /** `share` is asked at every turn: it changes as replicas come and go. */
  constructor(share: () => Share, clock: Clock) {
    this.#share = share;
    this.#clock = clock;
    this.#bucket = new TokenBucket(clock.monotonicMs());
  }

  async take(vendor: string, urgency: Urgency, signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Permit>();
    const waiter = { grant: resolve };
    const queue = this.#waiting[urgency];
    enter(queue, vendor, waiter);
    const giveUp = () => {
      leave(queue, vendor, waiter);
      reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    this.#serve();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  #serve(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const share = this.#share();
    for (let next = this.#next(share); next !== undefined; next = this.#next(share)) {
      if (!this.#takesToken(share)) {
        this.#serveIn(Math.min(this.#bucket.waitMs(paceOf(share)), LOOK_AGAIN_MS));
        return;
      }
      leave(next.queue, next.vendor, next.waiter);
      // To the end of the line: the other vendors come first now.
      const others = next.queue.get(next.vendor);
      if (others !== undefined) {
        next.queue.delete(next.vendor);
        next.queue.set(next.vendor, others);
      }
      this.#inUse += 1;
      next.waiter.grant(this.#permit());
    }
    if (URGENCIES.some((urgency) => this.#waiting[urgency].size > 0)) {
      // A release serves on by itself; a share may also grow without one.
      this.#serveIn(LOOK_AGAIN_MS);
    }
  }

  /** Nearly without a burst, so that what leaves in any second is a second's share: just enough that a late timer loses nothing. */
  #takesToken(share: Share): boolean {
    const pace = paceOf(share);
    return this.#bucket.take(this.#clock.monotonicMs(), pace, Math.max(MIN_BURST, pace * BURST_SECONDS));
  }

  #permit(): Permit {
    let isHeld = true;
    return {
      release: () => {
        if (isHeld) {
          isHeld = false;
          this.#inUse -= 1;
          this.#serve();
        }
      },
    };
  }

  #next({ concurrency }: Share): { queue: Queue; vendor: string; waiter: Waiter } | undefined {
    for (const urgency of URGENCIES) {
      const queue = this.#waiting[urgency];
      const limit = concurrency === 0 ? 0 : Math.max(1, Math.floor(concurrency * PART_OF_CONCURRENCY[urgency]));
      if (this.#inUse >= limit) {
        return undefined; // Those behind may hold even less.
      }
      for (const [vendor, waiters] of queue) {
        for (const waiter of waiters) {
          return { queue, vendor, waiter };
        }
      }
    }
    return undefined;
  }

  #serveIn(delayMs: number): void {
    this.#cancelTimer = this.#clock.after(Math.max(1, delayMs), () => this.#serve());
  }
}

function enter(queue: Queue, vendor: string, waiter: Waiter): void {
  const waiters = queue.get(vendor) ?? new Set();
  waiters.add(waiter);
  queue.set(vendor, waiters);
}

function leave(queue: Queue, vendor: string, waiter: Waiter): void {
  const waiters = queue.get(vendor);
  waiters?.delete(waiter);
  if (waiters?.size === 0) {
    queue.delete(vendor);
  }
}

/**
 * The steady pace of a share. One call may always leave at once, and every replica has such a one: where shares are small, the pace gives
 * way, so that all together stay below the platform's rate in every second.
 */
function paceOf({ ratePerSecond }: Share): number {
  return Math.max(ratePerSecond / 2, Math.min(ratePerSecond, (ratePerSecond / FOR_CHECKS) * BELOW - 1));
}
