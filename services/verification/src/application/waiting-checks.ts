import type { CheckDeferred } from '@officine/contracts';
import { DueQueue } from '../domain/due-queue.ts';
import { FairDue } from '../domain/fair-due.ts';

/** A check and the time at which something is to happen to it, epoch milliseconds. */
interface Appointment {
  readonly key: string;
  readonly dueMs: number;
}

/**
 * The deferred checks of this replica's partitions, and where each of them stands: due at a time, kept by a pause or an interruption, or
 * neither while it runs or is parked. Beside that each has its end. Times are epoch milliseconds.
 */
export class WaitingChecks {
  readonly #checks = new Map<string, CheckDeferred>();
  readonly #due = new FairDue();
  /** Batches go after everybody else. */
  readonly #batch = new FairDue();
  readonly #ends = new DueQueue();
  readonly #kept = new Set<string>();

  get size(): number {
    return this.#checks.size;
  }

  /** How many are to be asked, now or later. */
  get planned(): number {
    return this.#due.size + this.#batch.size;
  }

  /** How many are kept. */
  get kept(): number {
    return this.#kept.size;
  }

  get(key: string): CheckDeferred | undefined {
    return this.#checks.get(key);
  }

  [Symbol.iterator](): MapIterator<[string, CheckDeferred]> {
    return this.#checks.entries();
  }

  add(key: string, deferred: CheckDeferred): void {
    this.#checks.set(key, deferred);
  }

  remove(key: string): void {
    this.#checks.delete(key);
    this.unplan(key);
  }

  /** It is asked at `dueMs`. Does nothing for a check that is not here. */
  plan(key: string, dueMs: number): void {
    const deferred = this.#checks.get(key);
    if (deferred !== undefined) {
      this.#kept.delete(key);
      (deferred.lane === 'batch' ? this.#batch : this.#due).set(deferred.vendor, key, dueMs);
    }
  }

  /** It ends at `endMs`, asked or not. */
  endAt(key: string, endMs: number): void {
    this.#ends.set(key, endMs);
  }

  /** Neither due nor kept, and without an end: it runs now, or is gone. */
  unplan(key: string): void {
    this.#undue(key);
    this.#ends.delete(key);
    this.#kept.delete(key);
  }

  /** Not asked until {@link unkeep}; its end stands. */
  keep(key: string): void {
    this.#undue(key);
    this.#kept.add(key);
  }

  isKept(key: string): boolean {
    return this.#kept.has(key);
  }

  /** Due as its record says. */
  planAsRecorded(key: string): void {
    const deferred = this.#checks.get(key);
    if (deferred !== undefined) {
      this.plan(key, Date.parse(deferred.dueAt));
    }
  }

  /** All that were kept are due again. */
  unkeep(): void {
    for (const key of [...this.#kept]) {
      this.planAsRecorded(key);
    }
  }

  /** Takes out the next check that is due: vendors in turn, batches last. */
  takeDue(nowMs: number): string | undefined {
    return this.#due.take(nowMs) ?? this.#batch.take(nowMs);
  }

  firstDue(): Appointment | undefined {
    return this.#due.first() ?? this.#batch.first();
  }

  firstEnd(): Appointment | undefined {
    return this.#ends.first();
  }

  #undue(key: string): void {
    this.#due.delete(key);
    this.#batch.delete(key);
  }
}
