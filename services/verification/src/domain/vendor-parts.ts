import { BusiestSecond } from './busiest-second.ts';
import { type Caller, mostInASecond } from './call-pace.ts';
import { RecentUse } from './recent-use.ts';
import type { Share } from './share.ts';

/** The part of a second's calls that may leave at once for vendors who had less than theirs, however many a flood waits for. */
const KEPT = 1 / 8;

/**
 * What each vendor may have of a share. Who had less than its part of the last second's calls has what it asks for. Who had it has what
 * the others leave of theirs: as many as they take in a busy second, and one more, are kept for them. Pure: its user brings the time.
 */
export class VendorParts {
  readonly #recent = new RecentUse();
  /** Of those who called lately. */
  readonly #busiest = new Map<string, BusiestSecond>();

  /** A call of `vendor` left, one of `inLastSecond`. */
  called(vendor: string, inLastSecond: number, nowMs: number): void {
    this.#recent.add(vendor, nowMs);
    const busiest = this.#busiest.get(vendor) ?? new BusiestSecond();
    busiest.note(inLastSecond, nowMs);
    this.#busiest.set(vendor, busiest);
    for (const [idle] of [...this.#busiest].filter(([, ofVendor]) => ofVendor.calls(nowMs) === 0)) {
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

  /** What `vendor` may have, that made `inLastSecond` calls. */
  partOf(vendor: string, inLastSecond: number, share: Share, nowMs: number): Pick<Caller, 'mostInASecond' | 'kept'> {
    const most = mostInASecond(share);
    const others = [...this.#busiest].filter(([other]) => other !== vendor).map(([, busiest]) => busiest.calls(nowMs));
    const part = most / (others.filter((calls) => calls > 0).length + 1);
    if (part === most || inLastSecond < part) {
      return { mostInASecond: Number.POSITIVE_INFINITY, kept: 0 };
    }
    const theirs = others.reduce((sum, calls) => sum + Math.min(part, calls), 0);
    return { mostInASecond: Math.max(1, most - Math.ceil(theirs) - 1), kept: Math.floor(most * KEPT) };
  }
}
