/**
 * How long a loan is good for. Its borrower counts from its wish, its lender from its answer, which is later: no clocks are compared.
 * Short enough that it has ended when a slot counts that its lender lost without knowing yet: a fence closes after 4 s, a gained slot
 * counts after 6 s.
 */
export const LOAN_MS = 2_000;
/** Between the last call of one and the first of the other: mySecu counts by the second, and a call needs a moment to arrive. */
export const BETWEEN_MS = 1_200;
/** What a lender keeps at least: a surge is served at once in part, and wholly when its loans have ended. */
const KEPT_PART = 0.25;

/** How many calls a second a replica would make. */
export interface Wanted {
  /** What left lately, on average, and what waits for nothing but the rate. */
  readonly perSecond: number;
  /** What left in the busiest second of late, of that which somebody waits for at a counter. */
  readonly freshInBusiestSecond: number;
}

/** What a replica owns of the rate, and how much of it it would use: calls a second. */
export interface Demand {
  readonly ownPerSecond: number;
  readonly wanted: Wanted;
  /** What one slot is worth. */
  readonly slotPerSecond: number;
}

/** How many slots more than its own a replica would use. */
export function slotsToBorrow({ ownPerSecond, wanted, slotPerSecond }: Demand): number {
  return slotPerSecond > 0 ? Math.max(0, Math.ceil((wanted.perSecond - ownPerSecond) / slotPerSecond)) : 0;
}

/** How many of its own slots a replica can do without: fresh checks come in bursts, which are not to wait for what others use. */
export function slotsToLend({ ownPerSecond, wanted, slotPerSecond }: Demand): number {
  return slotsBeside(Math.max(wanted.perSecond, wanted.freshInBusiestSecond), ownPerSecond, slotPerSecond);
}

/** The slots that a replica owns, and the checks that it has to ask again. */
export interface Backlog {
  readonly slots: number;
  readonly checks: number;
}

/**
 * How many of its own slots a replica lends to one whose backlog is longer than its own, so that both end at the same time: what is left
 * of the longer one at the end would have one replica's rate alone, and what the other keeps for its fresh checks would be idle.
 */
export function slotsToEvenOut(own: Backlog, theirs: Backlog, { ownPerSecond, wanted, slotPerSecond }: Demand): number {
  const checks = own.checks + theirs.checks;
  const slots = checks > 0 ? ((own.slots + theirs.slots) * own.checks) / checks : own.slots;
  const spare = slotsBeside(wanted.freshInBusiestSecond, ownPerSecond, slotPerSecond);
  return Math.min(spare, Math.max(0, Math.floor(own.slots - slots)));
}

function slotsBeside(usedPerSecond: number, ownPerSecond: number, slotPerSecond: number): number {
  const kept = Math.max(usedPerSecond + slotPerSecond, ownPerSecond * KEPT_PART);
  return slotPerSecond > 0 ? Math.max(0, Math.floor((ownPerSecond - kept) / slotPerSecond)) : 0;
}

interface Loan {
  readonly borrower: string;
  readonly untilMs: number;
}

/** The slots that a replica owns and another uses now. Pure: its user brings the time, monotonic milliseconds. */
export class LentSlots {
  readonly #loans = new Map<number, Loan>();
  /** When each borrower wished last. */
  readonly #wishes = new Map<string, number>();

  /**
   * Lends up to `wanted` of the `owned` slots, and no more than the borrower's part of the `spare` ones. What it has already it
   * keeps for longer. Returns the slots; from now on they are not the lender's to use.
   */
  lend(wish: { borrower: string; wanted: number }, owned: readonly number[], spare: number, nowMs: number): number[] {
    const { borrower, wanted } = wish;
    this.#wishes.set(borrower, nowMs);
    const borrowers = [...this.#wishes.values()].filter((atMs) => nowMs - atMs < LOAN_MS).length;
    const most = Math.min(wanted, Math.floor(spare / borrowers), spare - this.#lentToOthersThan(borrower, nowMs));
    const had = owned.filter((slot) => this.isLent(slot, nowMs) && this.#loans.get(slot)?.borrower === borrower);
    const free = owned.filter((slot) => !this.isLent(slot, nowMs));
    const lent = [...had, ...free].slice(0, Math.max(0, most));
    for (const slot of lent) {
      this.#loans.set(slot, { borrower, untilMs: nowMs + LOAN_MS + BETWEEN_MS });
    }
    return lent;
  }

  isLent(slot: number, nowMs: number): boolean {
    return (this.#loans.get(slot)?.untilMs ?? Number.NEGATIVE_INFINITY) > nowMs;
  }

  #lentToOthersThan(borrower: string, nowMs: number): number {
    return [...this.#loans.values()].filter((loan) => loan.borrower !== borrower && loan.untilMs > nowMs).length;
  }
}

/** The slots of others that a replica may use now. Pure: its user brings the time, monotonic milliseconds. */
export class BorrowedSlots {
  /** When each open wish was made. */
  readonly #wishes = new Map<string, number>();
  readonly #loans = new Map<number, { readonly fromMs: number; readonly untilMs: number }>();

  wished(wish: string, nowMs: number): void {
    this.#wishes.set(wish, nowMs);
    for (const [earlier, atMs] of this.#wishes) {
      if (nowMs - atMs > LOAN_MS) {
        this.#wishes.delete(earlier);
      }
    }
  }

  /** Somebody lent `slots` for a wish; does nothing for another's, or one that is too old. */
  lent(wish: string, slots: readonly number[], nowMs: number): void {
    const wishedAtMs = this.#wishes.get(wish);
    if (wishedAtMs === undefined) {
      return;
    }
    for (const slot of slots) {
      const known = this.#loans.get(slot);
      const goesOn = known !== undefined && known.untilMs > nowMs;
      this.#loans.set(slot, {
        fromMs: goesOn ? known.fromMs : nowMs + BETWEEN_MS,
        untilMs: Math.max(wishedAtMs + LOAN_MS, goesOn ? known.untilMs : 0),
      });
    }
  }

  /** The slots that count now. */
  counted(nowMs: number): number[] {
    return [...this.#loans].filter(([, { fromMs, untilMs }]) => fromMs <= nowMs && nowMs < untilMs).map(([slot]) => slot);
  }
}
