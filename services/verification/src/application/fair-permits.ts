import { CallPace, type PacedCall } from '../domain/call-pace.ts';
import { RecentUse } from '../domain/recent-use.ts';
import type { Share } from '../domain/share.ts';
import type { Clock, Permit, Permits, Urgency } from './ports.ts';

/**
 * How much of the concurrency each urgency may hold: a call takes as long as mySecu likes, and who waits at a counter must not wait for
 * those who do not.
 */
const PART_OF_CONCURRENCY: Readonly<Record<Urgency, number>> = { fresh: 1, deferred: 0.75, batch: 0.5 };
/** Most urgent first. */
const URGENCIES = Object.keys(PART_OF_CONCURRENCY) as Urgency[];
/** How soon a share that is nothing now is looked at again. */
const LOOK_AGAIN_MS = 250;

interface Waiter {
  readonly grant: (permit: Permit) => void;
}

type Queue = Map<string, Set<Waiter>>;

/**
 * Hands out this replica's share of calls: fresh checks first, and among vendors who had the least lately. Whoever asks for less than
 * a fair part waits for the next permit alone, however many a neighbour asks for.
 */
export class FairPermits implements Permits {
  readonly #share: () => Share;
  readonly #clock: Clock;
  readonly #pace: CallPace;
  readonly #waiting: Readonly<Record<Urgency, Queue>> = { fresh: new Map(), deferred: new Map(), batch: new Map() };
  readonly #recent = new RecentUse();
  #inUse = 0;
  #cancelTimer: (() => void) | undefined;

  /** `share` is asked at every turn: it changes as replicas come and go. */
  constructor(share: () => Share, clock: Clock) {
    this.#share = share;
    this.#clock = clock;
    this.#pace = new CallPace(clock.monotonicMs());
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
      const nowMs = this.#clock.monotonicMs();
      const call = this.#pace.take(nowMs, share);
      if (call === undefined) {
        this.#serveIn(Math.min(this.#pace.waitMs(nowMs, share), LOOK_AGAIN_MS));
        return;
      }
      leave(next.queue, next.vendor, next.waiter);
      this.#recent.add(next.vendor, this.#clock.monotonicMs());
      this.#inUse += 1;
      next.waiter.grant(this.#permit(call));
    }
    if (URGENCIES.some((urgency) => this.#waiting[urgency].size > 0)) {
      // A release serves on by itself; a share may also grow without one.
      this.#serveIn(LOOK_AGAIN_MS);
    }
  }

  #permit(call: PacedCall): Permit {
    let isHeld = true;
    return {
      release: () => {
        if (isHeld) {
          isHeld = false;
          this.#inUse -= 1;
          this.#pace.ended(call, this.#clock.monotonicMs());
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
      const vendor = this.#leastServed(queue);
      const [waiter] = vendor === undefined ? [] : (queue.get(vendor) ?? []);
      if (vendor !== undefined && waiter !== undefined) {
        return { queue, vendor, waiter };
      }
    }
    return undefined;
  }

  #leastServed(queue: Queue): string | undefined {
    const nowMs = this.#clock.monotonicMs();
    let least: { vendor: string; use: number } | undefined;
    for (const vendor of queue.keys()) {
      const use = this.#recent.of(vendor, nowMs);
      if (least === undefined || use < least.use) {
        least = { vendor, use };
      }
    }
    return least?.vendor;
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
