/**
 * A bucket of permits towards mySecu that fills at this replica's share of `perSecond` and holds one second's worth, at least one.
 * Waiters are served in their order; those ahead of need get only what the others leave.
 */
export class Pace {
  readonly #perMs: number;
  readonly #capacity: number;
  readonly #share: () => number;
  readonly #nowMs: () => number;
  #permits: number;
  #filledAtMs: number;

  /** `share`: the part of the rate that is this replica's, above 0 to 1; `nowMs`: a monotonic clock. */
  constructor(perSecond: number, share: () => number = () => 1, nowMs: () => number = () => performance.now()) {
    this.#share = share;
    this.#perMs = perSecond / 1_000;
    this.#capacity = Math.max(1, perSecond);
    this.#nowMs = nowMs;
    this.#permits = this.#capacity;
    this.#filledAtMs = nowMs();
  }

  /** Takes a permit now, or, with a promise to use it then, one that is due in the returned time, ms. */
  take(): number {
    this.#fill();
    this.#permits -= 1;
    return this.#permits >= 0 ? 0 : Math.ceil(-this.#permits / (this.#perMs * this.#share()));
  }

  /** Whether a permit may be taken ahead of need: only when nobody waits and half of the bucket is left. */
  hasSpare(): boolean {
    this.#fill();
    return this.#permits >= Math.max(1, this.#capacity / 2);
  }

  #fill(): void {
    const nowMs = this.#nowMs();
    this.#permits = Math.min(this.#capacity, this.#permits + (nowMs - this.#filledAtMs) * this.#perMs * this.#share());
    this.#filledAtMs = nowMs;
  }
}
