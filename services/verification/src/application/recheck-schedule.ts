import type { CheckDeferred } from '@officine/contracts';
import type { Breaker } from '../domain/breaker.ts';
import { Budget } from '../domain/budget.ts';
import { waitsForPharmacy } from '../domain/recheck-plan.ts';
import { linkedTo } from './linked-abort.ts';
import type { BacklogFigures } from './measures.ts';
import { ParkedChecks } from './parked-checks.ts';
import type { Changes, Clock, DeferredName, Directory } from './ports.ts';
import type { Recheck, RecheckEnd, RecheckRun } from './recheck.ts';
import { WaitingChecks } from './waiting-checks.ts';

/** How many re-checks run at once at most; their permits are what fresh checks leave. */
const PARALLEL = 48;
/** How soon to look again while the breaker is open or this replica may not speak. */
const LOOK_AGAIN_MS = 1_000;
/** How often to look whether an obstacle is gone: a pause, an interruption, a credential. */
const OBSTACLES_EVERY_MS = 5_000;

/** What the schedule of re-checks is made of. */
export interface RecheckScheduleParts {
  readonly recheck: Pick<Recheck, 'run'>;
  readonly breaker: Breaker;
  readonly changes: Changes;
  readonly directory: Pick<Directory, 'isFresh' | 'interruptionOf' | 'isRecheckPaused' | 'isRecheckDropped'>;
  readonly clock: Clock;
  /** How long a call to mySecu may take at most, milliseconds. */
  readonly callTimeoutMs: number;
  /** Whether this replica probes for the fleet: the owner of permit slot 0. */
  readonly isProber: () => boolean;
  /** Aborts when this replica may no longer speak for the deferred checks that it owns. */
  readonly fence: { closed(): boolean; readonly signal: AbortSignal };
  /** Told when mySecu begins to fail and when it works again, with the number of checks that wait here. */
  readonly onBreaker: (isOpen: boolean, waiting: number) => void;
  /** Told of a re-check that could not be published or was interrupted: its deferred record stands. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Runs the re-checks that this replica owns, each vendor's oldest due first and the vendors in turn. Holds nothing durable: it is rebuilt
 * from the deferred topic, so a restart forgets no check.
 */
export class RecheckSchedule {
  readonly #parts: RecheckScheduleParts;
  readonly #waiting = new WaitingChecks();
  readonly #parked: ParkedChecks;
  readonly #running = new Map<string, AbortController>();
  #cancelTimer: (() => void) | undefined;
  #lookedForObstaclesAtMs = Number.NEGATIVE_INFINITY;
  #wasOpen = false;
  #isStopped = true;

  constructor(parts: RecheckScheduleParts) {
    this.#parts = parts;
    const { changes, clock, callTimeoutMs } = parts;
    this.#parked = new ParkedChecks({ changes, clock, callTimeoutMs, release: (keys) => this.#release(keys) });
  }

  start(): void {
    this.#isStopped = false;
    this.#serve();
  }

  /** Interrupts what is running: the next owner asks again. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
    for (const running of this.#running.values()) {
      running.abort(new Error('stopping'));
    }
  }

  /** A deferred record of an owned partition; null when it was settled, or its partition went to another replica. */
  set(key: string, deferred: CheckDeferred | null): void {
    this.#forget(key);
    if (!this.#running.has(key)) {
      this.#parked.returned(key, 'untried'); // Sent to see, and settled or replaced before it was asked.
    }
    if (deferred === null || deferred.concluded !== undefined) {
      // Settled by a late answer, or somebody else's now: asking on would be one call too many.
      this.#running.get(key)?.abort(new Error('settled elsewhere'));
    }
    if (deferred !== null) {
      this.#waiting.add(key, deferred);
      this.#enqueue(key, deferred);
    }
    this.#serve();
  }

  /** Something changed for the better, or operators ordered something: what waits is looked at anew. */
  lookNow(): void {
    this.#lookedForObstaclesAtMs = Number.NEGATIVE_INFINITY;
    this.#serve();
  }

  /** Somebody saw mySecu work: a probe may be due sooner. */
  hinted(): void {
    this.#serve();
  }

  /** mySecu answered this pharmacy: its credential is good and it is not blocked. */
  worked(pharmacy: string): void {
    if (this.#parked.size > 0) {
      this.#parked.worked(pharmacy);
    }
    if (this.#wasOpen) {
      this.#serve();
    }
  }

  /** How many checks this replica has to ask again. */
  get toAsk(): number {
    return this.#waiting.planned + this.#running.size;
  }

  figures(): BacklogFigures {
    const receipts = [...this.#waiting].map(([, { receivedAt }]) => Date.parse(receivedAt));
    const oldestMs = receipts.reduce((oldest, at) => Math.min(oldest, at), this.#parts.clock.wallMs());
    return { size: this.#waiting.size, oldestAgeMs: this.#parts.clock.wallMs() - oldestMs };
  }

  #enqueue(key: string, deferred: CheckDeferred): void {
    if (deferred.concluded !== undefined) {
      // It is only to be told, should whoever made it be gone: nothing is asked.
      this.#waiting.endAt(key, Date.parse(deferred.dueAt));
      return;
    }
    this.#waiting.endAt(key, this.#isDropped(deferred) ? 0 : Date.parse(deferred.until));
    this.#queue(key, deferred, Date.parse(deferred.dueAt));
  }

  #queue(key: string, deferred: CheckDeferred, dueMs: number): void {
    if (waitsForPharmacy(deferred.code)) {
      this.#parked.park(key, deferred);
    } else {
      this.#waiting.plan(key, dueMs);
    }
  }

  #forget(key: string): void {
    this.#waiting.remove(key);
    this.#parked.delete(key);
  }

  #release(keys: readonly string[]): void {
    for (const key of keys) {
      this.#waiting.planAsRecorded(key);
    }
    this.#serve();
  }

  #serve(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#isStopped) {
      return;
    }
    const { fence, breaker } = this.#parts;
    if (!fence.closed()) {
      this.#lookForObstacles();
      this.#noteBreaker(breaker.state);
      this.#serveEnds();
      this.#serveDue();
    }
    this.#serveLater();
  }

  /** What the open breaker let wait has waited long enough when mySecu is back. */
  #noteBreaker(state: Breaker['state']): void {
    if (this.#wasOpen && state === 'closed') {
      const nowMs = this.#parts.clock.wallMs();
      for (const [key, deferred] of this.#waiting) {
        const isQueued = deferred.concluded === undefined && !waitsForPharmacy(deferred.code);
        if (isQueued && !this.#running.has(key) && !this.#waiting.isKept(key)) {
          this.#waiting.plan(key, Math.min(Date.parse(deferred.dueAt), Math.max(nowMs, this.#earliestMs(deferred))));
        }
      }
    }
    if (this.#wasOpen !== (state !== 'closed')) {
      this.#wasOpen = state !== 'closed';
      this.#parts.onBreaker(this.#wasOpen, this.#waiting.size);
    }
  }

  /** Not before budget and call time-out: the first call may still be under way. */
  #earliestMs({ attempt, receivedAt, request }: CheckDeferred): number {
    return attempt > 1 ? 0 : Date.parse(receivedAt) + Budget.clamped(request.timeoutMs) + this.#parts.callTimeoutMs;
  }

  #earliestOf(key: string): number {
    const deferred = this.#waiting.get(key);
    return deferred === undefined ? 0 : this.#earliestMs(deferred);
  }

  /** Its end has come, or it was given up: told whatever mySecu, a pause or a switch says. */
  #serveEnds(): void {
    const nowMs = this.#parts.clock.wallMs();
    for (let end = this.#waiting.firstEnd(); end !== undefined && end.dueMs <= nowMs; end = this.#waiting.firstEnd()) {
      if (this.#running.size >= 2 * PARALLEL) {
        return;
      }
      this.#run(end.key, false);
    }
  }

  #serveDue(): void {
    const { breaker, clock, directory } = this.#parts;
    while (this.#running.size < PARALLEL && directory.isFresh()) {
      if (breaker.state !== 'closed') {
        this.#probe();
        return;
      }
      const key = this.#waiting.takeDue(clock.wallMs());
      if (key === undefined) {
        return;
      }
      if (this.#isKept(key)) {
        this.#waiting.keep(key);
      } else {
        this.#run(key, false);
      }
    }
  }

  /** While mySecu fails, one check at a time asks for the whole fleet, due or not: its success starts the drain. */
  #probe(): void {
    const { breaker, clock, isProber } = this.#parts;
    for (let first = this.#waiting.firstDue(); first !== undefined; first = this.#waiting.firstDue()) {
      if (!this.#isKept(first.key)) {
        const nowMs = clock.monotonicMs();
        // The first call of the oldest may itself still be under way.
        const mayBeAsked = this.#earliestOf(first.key) <= clock.wallMs();
        if (mayBeAsked && (isProber() ? breaker.admitsProbe(nowMs) : breaker.admits(nowMs))) {
          this.#run(first.key, true);
        }
        return;
      }
      this.#waiting.keep(first.key);
    }
  }

  #run(key: string, isProbe: boolean): void {
    const deferred = this.#waiting.get(key);
    this.#waiting.unplan(key);
    if (deferred !== undefined && !this.#running.has(key)) {
      void this.#see(key, deferred, isProbe);
      return;
    }
    // Its record was replaced before its last attempt had quite ended; an end is taken up as soon as that has.
    if (deferred !== undefined && deferred.concluded === undefined) {
      this.#putOff(key, deferred);
    }
    if (isProbe) {
      this.#parts.breaker.abandoned(this.#parts.clock.monotonicMs());
    }
  }

  /** Sees one re-check through; never rejects. */
  async #see(key: string, deferred: CheckDeferred, isProbe: boolean): Promise<void> {
    const { recheck, fence, breaker, clock, onFailure } = this.#parts;
    const running = new AbortController();
    this.#running.set(key, running);
    const either = linkedTo(running.signal, fence.signal);
    const run: RecheckRun = {
      isProbe,
      isDropped: this.#isDropped(deferred),
      signal: either.signal,
    };
    const end = await recheck.run(deferred, run).catch((error: unknown): RecheckEnd => {
      // Settled meanwhile, lost, or stopping: no failure of ours.
      if (!run.signal.aborted) {
        onFailure(error);
      }
      return 'untried';
    });
    either.release();
    this.#running.delete(key);
    if (isProbe) {
      breaker.abandoned(clock.monotonicMs()); // Does nothing once a call told the breaker how it went.
    }
    if (end === 'untried') {
      this.#putOff(key, deferred);
    }
    const next = this.#waiting.get(key);
    if (next !== deferred && next?.concluded !== undefined) {
      this.#waiting.endAt(key, Date.parse(next.dueAt));
    }
    this.#parked.returned(key, end);
    this.#serve();
  }

  /** The record stands as it was: nothing was heard of it in Kafka, so it is put off in memory. */
  #putOff(key: string, deferred: CheckDeferred): void {
    if (this.#waiting.get(key) !== deferred) {
      return;
    }
    const laterMs = this.#parts.clock.wallMs() + OBSTACLES_EVERY_MS;
    if (deferred.concluded !== undefined) {
      this.#waiting.endAt(key, laterMs);
      return;
    }
    this.#waiting.endAt(key, Math.max(laterMs, Date.parse(deferred.until)));
    this.#queue(key, deferred, laterMs);
  }

  #isDropped(deferred: CheckDeferred): boolean {
    return this.#parts.directory.isRecheckDropped(nameOf(deferred), Date.parse(deferred.receivedAt));
  }

  /** Whether a pause, an interruption or a switch keeps this check. */
  #isKept(key: string): boolean {
    const { directory, clock } = this.#parts;
    const deferred = this.#waiting.get(key);
    if (deferred === undefined) {
      return false;
    }
    const { vendor, request } = deferred;
    const { check, pharmacy, user } = request;
    const asker = { vendor, pharmacy, check, ...(user && { user: user.id }) };
    const nowMs = clock.wallMs();
    return directory.isRecheckPaused(nameOf(deferred), nowMs) || directory.interruptionOf(asker, nowMs) !== undefined;
  }

  #lookForObstacles(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs - this.#lookedForObstaclesAtMs < OBSTACLES_EVERY_MS) {
      return;
    }
    const isOrdered = this.#lookedForObstaclesAtMs === Number.NEGATIVE_INFINITY;
    this.#lookedForObstaclesAtMs = nowMs;
    if (isOrdered) {
      this.#noteDrops();
    }
    this.#waiting.unkeep();
    this.#parked.look().catch(this.#parts.onFailure);
  }

  #noteDrops(): void {
    for (const [key, deferred] of this.#waiting) {
      if (this.#isDropped(deferred) && !this.#running.has(key)) {
        this.#waiting.endAt(key, 0);
      }
    }
  }

  #serveLater(): void {
    const { breaker, clock, fence } = this.#parts;
    const nowMs = clock.wallMs();
    const waits = this.#waiting.kept + this.#parked.size > 0 ? [OBSTACLES_EVERY_MS] : [];
    const end = this.#waiting.firstEnd();
    if (end !== undefined) {
      waits.push(end.dueMs - nowMs);
    }
    const first = this.#waiting.firstDue();
    if (first !== undefined && this.#running.size < PARALLEL) {
      waits.push(breaker.state === 'closed' ? first.dueMs - nowMs : LOOK_AGAIN_MS);
    }
    if (waits.length > 0) {
      const soonestMs = fence.closed() || !this.#parts.directory.isFresh() ? LOOK_AGAIN_MS : 10;
      this.#cancelTimer = clock.after(Math.min(60_000, Math.max(soonestMs, Math.min(...waits))), () => this.#serve());
    }
  }
}

function nameOf({ vendor, requestId, request }: CheckDeferred): DeferredName {
  return { vendor, requestId, pharmacy: request.pharmacy, check: request.check };
}
