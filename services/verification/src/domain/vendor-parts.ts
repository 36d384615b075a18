import { BusiestSecond } from './busiest-second.ts';
import { type Caller, mostInASecond } from './call-pace.ts';
import { RecentUse } from './recent-use.ts';
import type { Share } from './share.ts';

/** The part of a second's calls that may leave at once for vendors who had less than theirs, however many a flood waits for. */
const KEPT = 1 / 8;

/** Who asks for a call. */
export interface Asking {
  readonly vendor: string;
  readonly isFresh: boolean;
}

/** How it stands with a vendor: its calls of the last second, and whether fresh checks of its wait for a call. */
export interface Standing {
  readonly all: number;
  readonly fresh: number;
  readonly isWaiting: boolean;
}

/** A vendor's busiest second of late. */
interface Busiest {
  readonly all: BusiestSecond;
  readonly fresh: BusiestSecond;
}

/** Another vendor's calls in its busiest second of late, and how it stands now. */
interface Other {
  readonly all: number;
  readonly fresh: number;
  readonly now: Standing;
}

/** What a vendor may have of a share, and how much of it it had. */
interface Measure {
  readonly most: number;
  readonly part: number;
  readonly own: Standing;
}

type Part = Pick<Caller, 'mostInASecond' | 'kept'>;

const ANY_NUMBER: Part = { mostInASecond: Number.POSITIVE_INFINITY, kept: 0 };

/**
 * What each vendor may have of a share. Who had less than its part of the last second's calls has what it asks for. Who had it has what
 * the others leave of theirs: as many as they take in a busy second, and one more, are kept for them. Fresh calls leave to others what
 * these need for fresh ones alone: nobody at a counter waits for a neighbour's backlog. Pure: its user brings the time.
 */
export class VendorParts {
  readonly #recent = new RecentUse();
  /** Of those who called lately. */
  readonly #busiest = new Map<string, Busiest>();

  /** A call of `vendor` left, one of so many in the last second. */
  called(vendor: string, inLastSecond: Pick<Standing, 'all' | 'fresh'>, nowMs: number): void {
    this.#recent.add(vendor, nowMs);
    const busiest = this.#busiest.get(vendor) ?? { all: new BusiestSecond(), fresh: new BusiestSecond() };
    busiest.all.note(inLastSecond.all, nowMs);
    busiest.fresh.note(inLastSecond.fresh, nowMs);
    this.#busiest.set(vendor, busiest);
    for (const [idle] of [...this.#busiest].filter(([, { all }]) => all.calls(nowMs) === 0)) {
      this.#busiest.delete(idle);
    }
  }

  /** Calls of all vendors together each second, as it was lately. */
  perSecond(nowMs: number): number {
    return this.#recent.perSecond(nowMs);
  }

  /** Those who had the least lately first. */
  leastServedFirst(vendors: Iterable<string>, nowMs: number): readonly string[] {
    const uses = Array.from(vendors, (vendor) => ({ vendor, use: this.#recent.of(vendor, nowMs) }));
    return uses.sort((one, other) => one.use - other.use).map(({ vendor }) => vendor);
  }

  /** What a vendor may have now. `standingOf` tells of any vendor how it stands. */
  partOf({ vendor, isFresh }: Asking, share: Share, standingOf: (vendor: string) => Standing, nowMs: number): Part {
    const others = [...this.#busiest]
      .filter(([other]) => other !== vendor)
      .map(([other, { all, fresh }]) => ({ all: all.calls(nowMs), fresh: fresh.calls(nowMs), now: standingOf(other) }))
      .filter(({ all, fresh }) => (isFresh ? fresh : all) > 0);
    if (others.length === 0) {
      return ANY_NUMBER;
    }
    // Of the whole share: what is lent meanwhile makes nobody a flood who was none.
    const whole = { ...share, ratePerSecond: share.unlentPerSecond ?? share.ratePerSecond };
    const measure = { most: mostInASecond(share), part: mostInASecond(whole) / (others.length + 1), own: standingOf(vendor) };
    return isFresh ? this.#ofFresh(vendor, measure, others, nowMs) : ofBacklog(measure, others);
  }

  #ofFresh(vendor: string, { most, part, own }: Measure, others: readonly Other[], nowMs: number): Part {
    const kept = sum(others.map(({ fresh, now }) => keptFor(fresh, part, now.isWaiting ? part : now.fresh)));
    if (own.fresh >= part) {
      return whatIsLeft(
        most,
        kept,
        others.some(({ fresh }) => fresh < part),
      );
    }
    // Whoever takes more than lately may be a flood that begins.
    const isSurging = own.fresh > 0 && own.fresh >= (this.#busiest.get(vendor)?.fresh.calls(nowMs) ?? 0);
    const leaves = isSurging ? 1 : 0;
    return { mostInASecond: Math.max(1, most - Math.floor(kept) - leaves), kept: leaves };
  }
}

/** Before what others need for fresh calls no backlog has a part of its own. */
function ofBacklog({ most, part, own }: Measure, others: readonly Other[]): Part {
  const hadItsPart = own.all >= part;
  const kept = others.map(({ all, fresh, now }) =>
    Math.max(fresh, hadItsPart ? keptFor(all, part, now.isWaiting ? part : now.all) : 0),
  );
  return sum(kept) === 0
    ? ANY_NUMBER
    : whatIsLeft(
        most,
        sum(kept),
        others.some(({ all }) => all < part),
      );
}

/** What is kept for one that takes `busiest` in a busy second. A flood that is over needs no place; one that is not waits anyway. */
function keptFor(busiest: number, part: number, now: number): number {
  return busiest < part ? busiest : Math.min(part, now);
}

function whatIsLeft(most: number, kept: number, isOneMoreKept: boolean): Part {
  return { mostInASecond: Math.max(1, most - Math.ceil(kept) - (isOneMoreKept ? 1 : 0)), kept: Math.floor(most * KEPT) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
