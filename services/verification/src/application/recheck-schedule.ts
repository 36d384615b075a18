import { type CheckDeferred, catalogueEntry, type DegradedCode } from '@officine/contracts';
import type { Breaker } from '../domain/breaker.ts';
import { DueQueue } from '../domain/due-queue.ts';
import type { BacklogFigures } from './measures.ts';
import type { Changes, Clock } from './ports.ts';
import type { Recheck } from './recheck.ts';

/** How many re-checks run at once at most; their permits are what fresh checks leave. */
const PARALLEL = 16;
/** How soon to look again while the breaker is open. */
const LOOK_AGAIN_MS = 1_000;
/** How often to look whether a credential or a block has changed. */
const CHANGES_EVERY_MS = 30_000;

/** What the schedule of re-checks is made of. */
export interface RecheckScheduleParts {
  readonly recheck: Pick<Recheck, 'run'>;
  readonly breaker: Breaker;
  readonly changes: Changes;
  readonly clock: Clock;
  /** How long a call to mySecu may take at most, milliseconds. */
  readonly callTimeoutMs: number;
  /** Whether this replica probes for the fleet: the owner of permit slot 0. */
  readonly isProber: () => boolean;
  /** Told of a re-check that could not be published or was interrupted: its deferred record stands. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Runs the re-checks that this replica owns, oldest due first. Holds nothing durable: it is rebuilt from the deferred topic, so a
 * restart forgets no check.
 */
export class RecheckSchedule {
  readonly #parts: RecheckScheduleParts;
  readonly #checks = new Map<string, CheckDeferred>();
  readonly #due = new DueQueue();
  /** Checks that wait for a change. */
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, AbortController>();
  #cancelTimer: (() => void) | undefined;
  #lookedForChangesAtMs = Number.NEGATIVE_INFINITY;
  #isStopped = true;

  constructor(parts: RecheckScheduleParts) {
    this.#parts = parts;
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
    if (deferred === null) {
      // Settled by a late answer, or somebody else's now: asking on would be one call too many.
      this.#running.get(key)?.abort(new Error('settled elsewhere'));
    } else {
      this.#checks.set(key, deferred);
      this.#enqueue(key, deferred);
    }
    this.#serve();
  }

  /** Something changed for the better (mySecu is up again): what waits may run sooner than planned. */
  lookNow(): void {
    this.#lookedForChangesAtMs = Number.NEGATIVE_INFINITY;
    this.#serve();
  }

  figures(): BacklogFigures {
    const receipts = [...this.#checks.values()].map(({ receivedAt }) => Date.parse(receivedAt));
    const oldestMs = receipts.reduce((oldest, at) => Math.min(oldest, at), this.#parts.clock.wallMs());
    return { size: this.#checks.size, oldestAgeMs: this.#parts.clock.wallMs() - oldestMs };
  }

  #enqueue(key: string, deferred: CheckDeferred): void {
    const entry = catalogueEntry(deferred.code);
    if (entry.outcome === 'degraded' && entry.recheck === 'on-change' && deferred.concluded === undefined) {
      this.#waiting.add(key);
    } else {
      this.#due.set(key, Date.parse(deferred.dueAt));
    }
  }

  #forget(key: string): void {
    this.#checks.delete(key);
    this.#due.delete(key);
    this.#waiting.delete(key);
  }

  #serve(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#isStopped) {
      return;
    }
    this.#lookForChanges();
    while (this.#running.size < PARALLEL) {
      const first = this.#due.first();
      if (first === undefined) {
        break;
      }
      const { clock, breaker } = this.#parts;
      // An answer that is written down needs no mySecu to be published.
      const asksNobody = this.#checks.get(first.key)?.concluded !== undefined;
      const isProbe = !asksNobody && this.#mayProbe();
      if (!isProbe && ((!asksNobody && breaker.state !== 'closed') || first.dueMs > clock.wallMs())) {
        break;
      }
      this.#run(first.key, isProbe);
    }
    this.#serveLater();
  }

  /** While mySecu fails, one check at a time asks for the whole fleet, due or not: its success starts the drain. */
  #mayProbe(): boolean {
    const { breaker, clock, isProber } = this.#parts;
    return breaker.state === 'open' && isProber() && breaker.admitsProbe(clock.monotonicMs());
  }

  #run(key: string, isProbe: boolean): void {
    const deferred = this.#checks.get(key);
    this.#due.delete(key);
    if (deferred === undefined) {
      return;
    }
    if (this.#running.has(key)) {
      this.#putOff(key, deferred); // Its record was replaced before its last attempt had quite ended.
      return;
    }
    const running = new AbortController();
    this.#running.set(key, running);
    this.#parts.recheck
      .run(deferred, isProbe, running.signal)
      .catch((error: unknown) => {
        this.#parts.onFailure(error);
        this.#putOff(key, deferred);
      })
      .finally(() => {
        this.#running.delete(key);
        this.#serve();
      });
  }

  /** The record stands as it was: nothing was heard of it in Kafka, so it is put off in memory. */
  #putOff(key: string, deferred: CheckDeferred): void {
    if (this.#checks.get(key) === deferred) {
      this.#due.set(key, this.#parts.clock.wallMs() + LOOK_AGAIN_MS * 5);
    }
  }

  #lookForChanges(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    if (this.#waiting.size > 0 && nowMs - this.#lookedForChangesAtMs >= CHANGES_EVERY_MS) {
      this.#lookedForChangesAtMs = nowMs;
      this.#releaseChanged().catch(this.#parts.onFailure);
    }
  }

  async #releaseChanged(): Promise<void> {
    for (const key of [...this.#waiting]) {
      const deferred = this.#checks.get(key);
      if (deferred !== undefined && (await this.#isReleased(deferred)) && this.#waiting.delete(key)) {
        this.#due.set(key, Date.parse(deferred.dueAt));
      }
    }
    this.#serve();
  }

  /** Its cause changed, or its end has come and its vendor is to be told so. */
  async #isReleased(deferred: CheckDeferred): Promise<boolean> {
    const { changes, clock, callTimeoutMs } = this.#parts;
    // A check that waits for a change is due when its last call must have ended: the change may be older than that.
    const sinceMs = Date.parse(deferred.dueAt) - callTimeoutMs;
    const { request, code, until } = deferred;
    return clock.wallMs() >= Date.parse(until) || (await changes.since(request.pharmacy, code as DegradedCode, sinceMs));
  }

  #serveLater(): void {
    const waits = [
      ...(this.#waiting.size > 0 ? [CHANGES_EVERY_MS] : []),
      ...(this.#running.size < PARALLEL ? this.#untilDue() : []),
    ];
    if (waits.length > 0) {
      this.#cancelTimer = this.#parts.clock.after(Math.max(10, Math.min(...waits)), () => this.#serve());
    }
  }

  #untilDue(): number[] {
    const first = this.#due.first();
    if (first === undefined) {
      return [];
    }
    return this.#parts.breaker.state === 'closed'
      ? [Math.min(first.dueMs - this.#parts.clock.wallMs(), 60_000)]
      : [LOOK_AGAIN_MS];
  }
}
