/**
 * After so long what was used counts half. Long enough that a flood is told from a burst; short, as it is also the longest that one who
 * had none lately is preferred to all others.
 */
const HALF_LIFE_MS = 1_000;
/** Of a steady use: what fades in a second is what is added. */
const RATE_OF_USE = (Math.LN2 * 1_000) / HALF_LIFE_MS;
/** Below this nothing is left to remember. */
const FORGOTTEN = 0.01;

interface Use {
  amount: number;
  atMs: number;
}

/** How much each of several has used lately. Pure: whoever uses it brings the time. */
export class RecentUse {
  readonly #uses = new Map<string, Use>();

  add(who: string, nowMs: number): void {
    const amount = this.of(who, nowMs) + 1;
    this.#uses.set(who, { amount, atMs: nowMs });
    for (const [other] of this.#uses) {
      if (this.of(other, nowMs) < FORGOTTEN) {
        this.#uses.delete(other);
      }
    }
  }

  /** How much all use together each second, as it was lately. */
  perSecond(nowMs: number): number {
    return RATE_OF_USE * [...this.#uses.keys()].reduce((sum, who) => sum + this.of(who, nowMs), 0);
  }

  of(who: string, nowMs: number): number {
    const use = this.#uses.get(who);
    return use === undefined ? 0 : use.amount * 0.5 ** ((nowMs - use.atMs) / HALF_LIFE_MS);
  }
}
