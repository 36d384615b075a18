/** When the breaker opens and for how long, milliseconds. */
export interface BreakerSettings {
  /** Consecutive failures that open it. */
  readonly failures: number;
  readonly openMs: number;
  /** How much longer than `openMs` a replica that may not probe for the fleet waits before it tries by itself. */
  readonly graceMs: number;
  /** Share of `openMs` by which it varies, so that replicas do not try in step. */
  readonly jitter: number;
}

export const BREAKER: BreakerSettings = { failures: 5, openMs: 30_000, graceMs: 30_000, jitter: 0.2 };

type State =
  | { readonly is: 'closed'; readonly failures: number }
  | { readonly is: 'open'; readonly untilMs: number }
  | { readonly is: 'half-open' };

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

  /** Whether an ordinary call may leave. Long after its probe was due, the caller itself becomes the probe. */
  admits(nowMs: number): boolean {
    return this.#state.is === 'closed' || this.#tryAt(nowMs, this.#settings.graceMs);
  }

  /** Whether the caller may probe for the fleet. A true answer makes the caller the one probe until it succeeds or fails. */
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
    this.#state =
      failures < this.#settings.failures ? { is: 'closed', failures } : { is: 'open', untilMs: nowMs + this.#openMs() };
  }

  /** A probe ended without saying anything about the step; the next one may follow at once. */
  abandoned(nowMs: number): void {
    if (this.#state.is === 'half-open') {
      this.#state = { is: 'open', untilMs: nowMs };
    }
  }

  /** Somebody saw the step work: the next probe may leave now. Never closes it by hearsay. */
  hinted(nowMs: number): void {
    if (this.#state.is === 'open') {
      this.#state = { is: 'open', untilMs: Math.min(this.#state.untilMs, nowMs) };
    }
  }

  #tryAt(nowMs: number, graceMs: number): boolean {
    if (this.#state.is !== 'open' || nowMs < this.#state.untilMs + graceMs) {
      return false;
    }
    this.#state = { is: 'half-open' };
    return true;
  }

  #openMs(): number {
    const { openMs, jitter } = this.#settings;
    return openMs * (1 + jitter * (2 * this.#random() - 1));
  }
}
