/** Its user's rate, the most that it lets through at once, and what is kept for others. */
export interface Draught {
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly kept: number;
}

/** Lets `ratePerSecond` through on average, at most `burst` at once. Pure: whoever uses it brings the time. */
export class TokenBucket {
  #tokens = 0;
  #filledAtMs: number;

  constructor(nowMs: number) {
    this.#filledAtMs = nowMs;
  }

  /** Takes one token if there is one beside those that are kept. */
  take(nowMs: number, { ratePerSecond, burst, kept }: Draught): boolean {
    this.#fill(nowMs, ratePerSecond, burst);
    if (this.#tokens < 1 + kept) {
      return false;
    }
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until the next token, infinite at no rate. */
  waitMs(ratePerSecond: number, kept: number): number {
    return ratePerSecond > 0 ? Math.max(0, ((1 + kept - this.#tokens) / ratePerSecond) * 1000) : Number.POSITIVE_INFINITY;
  }

  #fill(nowMs: number, ratePerSecond: number, burst: number): void {
    const gained = ((nowMs - this.#filledAtMs) / 1000) * ratePerSecond;
    this.#tokens = Math.min(burst, this.#tokens + gained);
    this.#filledAtMs = nowMs;
  }
}
