import type { Share } from '../domain/share.ts';
import { TokenBucket } from '../domain/token-bucket.ts';
import type { Clock, Permit, Permits, Urgency } from './ports.ts';

/** A tenth of a second's calls may leave at once, so that requests which arrive together do not queue for nothing. */
const BURST_SECONDS = 0.1;
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
  readonly #waiting: Readonly<Record<Urgency, Queue>> = { fresh: new Map(), deferred: new Map() };
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
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      if (this.#inUse >= share.concurrency) {
        // A release serves on by itself; a share may also grow without one.
        this.#serveIn(LOOK_AGAIN_MS);
        return;
      }
      if (!this.#takesToken(share)) {
        this.#serveIn(Math.min(this.#bucket.waitMs(share.ratePerSecond), LOOK_AGAIN_MS));
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
  }

  #takesToken({ ratePerSecond }: Share): boolean {
    return this.#bucket.take(this.#clock.monotonicMs(), ratePerSecond, Math.max(1, ratePerSecond * BURST_SECONDS));
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

  #next(): { queue: Queue; vendor: string; waiter: Waiter } | undefined {
    for (const queue of [this.#waiting.fresh, this.#waiting.deferred]) {
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
