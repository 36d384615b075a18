import type { Answered, CheckResult, Rejected, Settled } from './check-result.ts';

const REMEMBERED = 10_000;

/** Somebody who waits for the result of a request. */
export type Waiter = (result: CheckResult) => void;

/** What became of one request: an id together with what was asked under it. */
interface Entry {
  readonly requestId: string;
  readonly hash: string | undefined;
  readonly own: boolean;
  readonly waiters: Set<Waiter>;
  /** A waiter left with a local answer, or with none: the true one is still owed. */
  owed: boolean;
  answered?: Answered;
}

/** A waiter's place in the ledger. */
export interface Expectation {
  /** Leaves without the true result, which is told through `onSettled` when it comes. */
  leave(): void;
}

/**
 * Which results were told to whom. In partition order the first `answered` of a request counts and a `degraded` after it is ignored;
 * a record that appears twice is told once.
 */
export class Ledger {
  readonly #entries = new Map<string, Entry[]>();
  readonly #settledIds = new Set<string>();
  readonly #settled: (settled: Settled) => void;

  constructor(settled: (settled: Settled) => void) {
    this.#settled = settled;
  }

  /** Waits for the result of a request of our own. */
  expect(requestId: string, hash: string | undefined, waiter: Waiter): Expectation {
    const entry = this.#entriesOf(requestId).find((known) => known.hash === hash) ?? this.#add(requestId, hash, true);
    entry.waiters.add(waiter);
    return {
      leave: () => {
        entry.owed ||= entry.waiters.delete(waiter);
      },
    };
  }

  /** Takes the next result in partition order. */
  take(requestId: string, hash: string | undefined, result: CheckResult): void {
    const known = this.#entriesOf(requestId);
    // A request that could not be read has no hash: its rejection is for everyone who asked under the id.
    const concerned = known.filter((entry) => hash === undefined || entry.hash === undefined || entry.hash === hash);
    if (concerned.length === 0 && result.outcome !== 'degraded' && result.supersedes !== undefined) {
      concerned.push(this.#add(requestId, hash, false));
    }
    for (const entry of concerned) {
      this.#enter(entry, result);
    }
  }

  #enter(entry: Entry, result: CheckResult): void {
    switch (result.outcome) {
      case 'degraded':
        this.#tell(entry, entry.answered ?? result);
        return;
      case 'answered': {
        const first = entry.answered === undefined;
        entry.answered ??= result;
        const waited = this.#tell(entry, entry.answered);
        if (first) {
          this.#settle(entry, result, waited);
        }
        return;
      }
      case 'rejected': {
        const waited = this.#tell(entry, result);
        if (entry.answered === undefined) {
          this.#settle(entry, result, waited);
        }
      }
    }
  }

  #tell({ waiters }: Entry, result: CheckResult): boolean {
    const told = [...waiters];
    waiters.clear();
    for (const waiter of told) {
      waiter(result);
    }
    return told.length > 0;
  }

  #settle(entry: Entry, result: Answered | Rejected, waited: boolean): void {
    const owed = result.supersedes !== undefined || (entry.owed && !waited);
    entry.owed &&= !owed;
    if (owed && !this.#settledIds.has(result.id)) {
      bound(this.#settledIds, REMEMBERED);
      this.#settledIds.add(result.id);
      this.#settled({ ...result, own: entry.own });
    }
  }

  #entriesOf(requestId: string): readonly Entry[] {
    return this.#entries.get(requestId) ?? [];
  }

  #add(requestId: string, hash: string | undefined, own: boolean): Entry {
    bound(this.#entries, REMEMBERED, (entries) => entries.every(({ waiters }) => waiters.size === 0));
    const entry: Entry = { requestId, hash, own, waiters: new Set(), owed: false };
    this.#entries.set(requestId, [...this.#entriesOf(requestId), entry]);
    return entry;
  }
}

/** Forgets the oldest so that there is room for one more. */
function bound<T>(
  memory: { readonly size: number; entries(): IterableIterator<[string, T]>; delete(key: string): boolean },
  limit: number,
  mayForget: (value: T) => boolean = () => true,
): void {
  if (memory.size < limit) {
    return;
  }
  for (const [key, value] of memory.entries()) {
    if (mayForget(value)) {
      memory.delete(key);
      return;
    }
  }
}
