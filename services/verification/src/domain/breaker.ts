/** When the breaker opens and for how long, milliseconds. */
export interface BreakerSettings {
  /** Consecutive failures that open it. */
  readonly failures: number;
  readonly openMs: number;
  /** How much longer than `openMs` a replica that may not probe for the fleet waits before it tries by itself. */
  readonly graceMs: number;
  /** Share of `openMs` by which it varies, so that replicas do not try in step. */
  readonly jitter: number;
  /** How long after a failure good news from others is not believed: a replica whose own way is broken must not call at each of them. */
  readonly deafMs: number;
}

export const BREAKER: BreakerSettings = { failures: 5, openMs: 30_000, graceMs: 10_000, jitter: 0.2, deafMs: 5_000 };

type State =
  | { readonly is: 'closed'; readonly failures: number }
  | { readonly is: 'open'; readonly sinceMs: number; readonly untilMs: number; readonly hinted: boolean }
  | { readonly is: 'half-open'; readonly hinted: boolean };

/** Stops calls to a step that keeps failing. A pure state machine: whoever uses it brings the time. */
export class Breaker {
  readonly #settings: BreakerSettings;
  readonly #random: () => number;
  #state: State = { is: 'closed', failures: 0 };

  constructor(settings: BreakerSettings = BREAKER, random: () => number = Math.random) {
    this.#settings = settings;
    this.#random = random;
  }

  get state(): State['is'] {
    return this.#state.is;
  }

  /** Whether others saw the step work, and this replica's own trial of it is due or under way. */
  get mayCloseSoon(): boolean {
    return this.#state.is !== 'closed' && this.#state.hinted;
  }

  /** Whether an ordinary call may leave. Long after its probe was due, the caller itself becomes the probe. */
  admits(nowMs: number): boolean {
    if (this.#state.is === 'open') {
      return this.#tryAt(nowMs, this.#state.hinted ? 0 : this.#settings.graceMs);
    }
    return this.#state.is === 'closed';
  }

  /** Whether the caller may probe for the fleet. A true answer makes the caller the one probe until it succeeds, fails or is abandoned. */
  admitsProbe(nowMs: number): boolean {
    return this.#tryAt(nowMs, 0);
  }

  succeeded(): void {
    this.#state = { is: 'closed', failures: 0 };
  }

  failed(nowMs: number): void {
    const failures = this.#state.is === 'closed' ? this.#state.failures + 1 : this.#settings.failures;
    if (this.#state.is === 'open') {
      return; // A call that left before it opened: the wait does not begin anew.
    }
    this.#state = failures < this.#settings.failures ? { is: 'closed', failures } : this.#openFor(nowMs, this.#openMs());
  }

  /** A probe ended without saying anything about the step: another may follow soon, but not in a loop. */
  abandoned(nowMs: number): void {
    if (this.#state.is === 'half-open') {
      this.#state = this.#openFor(nowMs, this.#settings.deafMs);
    }
  }

  /** Somebody else saw the step work: the next call may try now. Never closes it by hearsay. */
  hinted(nowMs: number): void {
    if (this.#state.is === 'open') {
      const { sinceMs, untilMs } = this.#state;
      const earliestMs = Math.max(nowMs, sinceMs + this.#settings.deafMs);
      this.#state = { is: 'open', sinceMs, untilMs: Math.min(untilMs, earliestMs), hinted: true };
    }
  }

  /** Somebody else probed in vain: this replica's own try would tell nothing new. */
  discouraged(nowMs: number): void {
    if (this.#state.is === 'open') {
      const { sinceMs, untilMs } = this.#state;
      this.#state = { is: 'open', sinceMs, untilMs: Math.max(untilMs, nowMs + this.#openMs()), hinted: false };
    }
  }

  #tryAt(nowMs: number, graceMs: number): boolean {
    if (this.#state.is !== 'open' || nowMs < this.#state.untilMs + graceMs) {
      return false;
    }
    this.#state = { is: 'half-open', hinted: this.#state.hinted };
    return true;
  }

  #openFor(nowMs: number, waitMs: number): State {
    return { is: 'open', sinceMs: nowMs, untilMs: nowMs + waitMs, hinted: false };
  }

  #openMs(): number {
    const { openMs, jitter } = this.#settings;
    return openMs * (1 + jitter * (2 * this.#random() - 1));
  }
}
