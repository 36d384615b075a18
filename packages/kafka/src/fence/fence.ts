/** How old the last heartbeat may be, ms: two seconds before the coordinator gives the partitions to somebody else. */
export const FENCE_LIMIT_MS = 4_000;

/**
 * Says whether this replica may still speak for its partitions (architecture, Fencing): closed until the first group join and
 * whenever the last heartbeat is older than the limit by the monotonic clock, so that neither a suspended process nor a
 * clock that jumps publishes beside its successor.
 */
export class Fence {
  readonly #limitMs: number;
  readonly #now: () => number;
  #lastBeat = Number.NEGATIVE_INFINITY;
  #open = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { readonly limitMs?: number; readonly now?: () => number } = {}) {
    this.#limitMs = options.limitMs ?? FENCE_LIMIT_MS;
    this.#now = options.now ?? (() => performance.now());
    this.#open.abort();
  }

  /**
   * A heartbeat or a join was acknowledged.
   * @param at monotonic ms when it was sent: the coordinator's clock started no earlier.
   */
  beat(at: number = this.#now()): void {
    this.#lastBeat = Math.max(this.#lastBeat, at);
    if (this.closed()) {
      return;
    }
    if (this.#open.signal.aborted) {
      this.#open = new AbortController();
    }
    this.#arm();
  }

  /** Not a member any more: closed at once, until the next beat. */
  lapse(): void {
    this.#lastBeat = Number.NEGATIVE_INFINITY;
    clearTimeout(this.#timer);
    this.#open.abort(new FenceClosed());
  }

  closed(): boolean {
    return this.#now() - this.#lastBeat > this.#limitMs;
  }

  /** ms since the last acknowledged heartbeat; infinite before the first. */
  ageMs(): number {
    return this.#now() - this.#lastBeat;
  }

  /** Aborts when the fence falls. After it has reopened this is another signal: take it anew for each piece of work. */
  get signal(): AbortSignal {
    if (this.closed()) {
      this.#open.abort(new FenceClosed());
    }
    return this.#open.signal;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fallIfDue(), Math.max(1, this.#limitMs - this.ageMs() + 1));
    this.#timer.unref();
  }

  #fallIfDue(): void {
    if (this.closed()) {
      this.#open.abort(new FenceClosed());
    } else {
      this.#arm();
    }
  }
}

/** The reason of a signal that the fence aborted. */
export class FenceClosed extends Error {
  override readonly name = 'FenceClosed';
  readonly disposition = 'halt';

  constructor() {
    super('the last group heartbeat is too old to speak for any partition');
  }
}
