import { BusiestSecond } from '../domain/busiest-second.ts';
import { CallPace, type PacedCall } from '../domain/call-pace.ts';
import type { Wanted } from '../domain/loans.ts';
import type { Share } from '../domain/share.ts';
import { type Standing, VendorParts } from '../domain/vendor-parts.ts';
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
 * a fair part waits for nobody, however many a neighbour asks for: a call is kept ready for it.
 */
export class FairPermits implements Permits {
  readonly #share: () => Share;
  readonly #clock: Clock;
  readonly #pace: CallPace;
  readonly #waiting: Readonly<Record<Urgency, Queue>> = { fresh: new Map(), deferred: new Map(), batch: new Map() };
  readonly #parts = new VendorParts();
  readonly #busiest = new BusiestSecond();
  #inUse = 0;
  /** Whether what waits would leave at a higher rate. */
  #isHeldByRate = false;
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

  /** How many calls a second this replica would make if it might. */
  wanted(): Wanted {
    const nowMs = this.#clock.monotonicMs();
    const waiting = this.#isHeldByRate ? this.#countWaiting() : 0;
    return { perSecond: this.#parts.perSecond(nowMs) + waiting, freshInBusiestSecond: this.#busiest.calls(nowMs) };
  }

  #serve(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const share = this.#share();
    this.#isHeldByRate = false;
    for (let queue = this.#mostUrgent(share); queue !== undefined; queue = this.#mostUrgent(share)) {
      const waitMs = this.#serveOne(queue, share);
      this.#isHeldByRate = waitMs > 0;
      if (waitMs > 0) {
        this.#serveIn(Math.min(waitMs, LOOK_AGAIN_MS));
        return;
      }
    }
    if (URGENCIES.some((urgency) => this.#waiting[urgency].size > 0)) {
      // A release serves on by itself; a share may also grow without one.
      this.#serveIn(LOOK_AGAIN_MS);
    }
  }

  /** Grants the next permit, the least served vendor first; returns 0, or after how many milliseconds there may be one. */
  #serveOne(queue: Queue, share: Share): number {
    const nowMs = this.#clock.monotonicMs();
    let waitMs = Number.POSITIVE_INFINITY;
    for (const vendor of this.#parts.leastServedFirst(queue.keys(), nowMs)) {
      const isFresh = queue === this.#waiting.fresh;
      const part = this.#parts.partOf({ vendor, isFresh }, share, (of) => this.#standingOf(of), nowMs);
      const caller = { who: vendor, isFresh, ...part };
      const call = this.#pace.take(nowMs, share, caller);
      if (call !== undefined) {
        this.#grant(queue, vendor, call, nowMs);
        return 0;
      }
      waitMs = Math.min(waitMs, this.#pace.waitMs(nowMs, share, caller));
    }
    return Math.max(1, waitMs);
  }

  #standingOf(vendor: string): Standing {
    return { ...this.#pace.recentOf(vendor), isWaiting: this.#waiting.fresh.has(vendor) };
  }

  #grant(queue: Queue, vendor: string, call: PacedCall, nowMs: number): void {
    const [waiter] = queue.get(vendor) ?? [];
    this.#parts.called(vendor, this.#pace.recentOf(vendor), nowMs);
    this.#busiest.note(this.#pace.recentlyFresh, nowMs);
    this.#inUse += 1;
    if (waiter !== undefined) {
      leave(queue, vendor, waiter);
      waiter.grant(this.#permit(call));
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

  /** The queue whose turn it is; undefined when nobody waits that one more call may be under way for. */
  #mostUrgent({ concurrency }: Share): Queue | undefined {
    for (const urgency of URGENCIES) {
      const limit = concurrency === 0 ? 0 : Math.max(1, Math.floor(concurrency * PART_OF_CONCURRENCY[urgency]));
      if (this.#inUse >= limit) {
        return undefined; // Those behind may hold even less.
      }
      if (this.#waiting[urgency].size > 0) {
        return this.#waiting[urgency];
      }
    }
    return undefined;
  }

  #countWaiting(): number {
    const queues = URGENCIES.flatMap((urgency) => [...this.#waiting[urgency].values()]);
    return queues.reduce((sum, waiters) => sum + waiters.size, 0);
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
