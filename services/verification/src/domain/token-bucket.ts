/** Lets `ratePerSecond` through on average, at most `burst` at once. Pure: whoever uses it brings the time. */
export class TokenBucket {
  #tokens = 0;
  #filledAtMs: number;

  constructor(nowMs: number) {
    this.#filledAtMs = nowMs;
  }

  /** Takes one token if there is one. */
  take(nowMs: number, ratePerSecond: number, burst: number): boolean {
    this.#fill(nowMs, ratePerSecond, burst);
    if (this.#tokens < 1) {
      return false;
    }
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until the next token, infinite at no rate. */
  waitMs(ratePerSecond: number): number {
    return ratePerSecond > 0 ? Math.max(0, ((1 - this.#tokens) / ratePerSecond) * 1000) : Number.POSITIVE_INFINITY;
  }

  #fill(nowMs: number, ratePerSecond: number, burst: number): void {
    const gained = ((nowMs - this.#filledAtMs) / 1000) * ratePerSecond;
    this.#tokens = Math.min(burst, this.#tokens + gained);
    this.#filledAtMs = nowMs;
  }
}
