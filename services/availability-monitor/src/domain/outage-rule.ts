/** `down` is five consecutive failures within 30 s, and begins at the first of them (as Open Banking UK defines it). */
export const OUTAGE = { failures: 5, withinMs: 30_000 } as const;
/** `up` again is two consecutive successes, and begins at the first: one lucky answer in an outage ends nothing. */
export const RECOVERY = { successes: 2 } as const;

/** What the rule says of a row of attempts: `none` before the first one. */
export type Verdict = 'none' | 'answers' | 'suspect' | 'failing' | 'recovering';

/**
 * Judges attempts in the order in which they began. `suspect` and `recovering` are not yet changes: they are why to look again soon.
 * Times are ms since the epoch, and count from an attempt's start.
 */
export class OutageRule {
  #verdict: Verdict = 'none';
  #failures: number[] = [];
  #successes: number[] = [];
  #row = { count: 0, sinceMs: 0 };
  #sinceMs = 0;
  #reason: string | undefined;

  get verdict(): Verdict {
    return this.#verdict;
  }

  /** Since when it answers or fails; of no meaning before the first attempt. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** The successes since the last failure: how many, and since when. */
  get row(): { readonly count: number; readonly sinceMs: number } {
    return this.#row;
  }

  /** Why the latest failure failed. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Whether an outage is confirmed and not over. */
  get failing(): boolean {
    return this.#verdict === 'failing' || this.#verdict === 'recovering';
  }

  failed(atMs: number, reason: string): void {
    this.#successes = [];
    this.#row = { count: 0, sinceMs: atMs };
    this.#reason = reason;
    this.#failures = [...this.#failures, atMs].slice(-OUTAGE.failures);
    if (this.failing) {
      this.#verdict = 'failing';
      return;
    }
    const [first = atMs] = this.#failures;
    const confirmed = this.#failures.length === OUTAGE.failures && atMs - first <= OUTAGE.withinMs;
    this.#verdict = confirmed ? 'failing' : 'suspect';
    if (confirmed) {
      this.#sinceMs = first;
    }
  }

  succeeded(atMs: number): void {
    this.#failures = [];
    this.#row = { count: this.#row.count + 1, sinceMs: this.#row.count === 0 ? atMs : this.#row.sinceMs };
    if (!this.failing) {
      if (this.#verdict === 'none') {
        this.#sinceMs = atMs;
      }
      this.#verdict = 'answers';
      this.#reason = undefined;
      return;
    }
    this.#successes = [...this.#successes, atMs];
    const [first = atMs] = this.#successes;
    const over = this.#successes.length >= RECOVERY.successes;
    this.#verdict = over ? 'answers' : 'recovering';
    if (over) {
      this.#sinceMs = first;
      this.#successes = [];
      this.#reason = undefined;
    }
  }

  /** Forgets everything: after a time of blindness old attempts prove nothing. */
  reset(): void {
    this.#verdict = 'none';
    this.#failures = [];
    this.#successes = [];
    this.#row = { count: 0, sinceMs: 0 };
    this.#reason = undefined;
  }
}
