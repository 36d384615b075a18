import { describe, expect, it } from 'vitest';
import type { Share } from './share.ts';
import { type Standing, VendorParts } from './vendor-parts.ts';

const IDLE: Standing = { all: 0, fresh: 0, isWaiting: false };
/** Nineteen calls in a second. */
const SHARE: Share = { ratePerSecond: 18, concurrency: 50 };
const ANY_NUMBER = { mostInASecond: Number.POSITIVE_INFINITY, kept: 0 };

/** Parts after busy seconds at the instant 0, as they are then; calls are fresh unless told otherwise. */
function partsAfter(busy: Readonly<Record<string, number | { readonly all: number; readonly fresh: number }>>) {
  const parts = new VendorParts();
  for (const [vendor, calls] of Object.entries(busy)) {
    parts.called(vendor, typeof calls === 'number' ? { all: calls, fresh: calls } : calls, 0);
  }
  return (
    vendor: string,
    standings: Readonly<Record<string, Partial<Standing>>> = {},
    options: { isFresh?: boolean; share?: Share; nowMs?: number } = {},
  ) =>
    parts.partOf(
      { vendor, isFresh: options.isFresh ?? true },
      options.share ?? SHARE,
      (of) => ({ ...IDLE, ...standings[of] }),
      options.nowMs ?? 0,
    );
}

describe("a vendor's part of a share", () => {
  it('is any number for who is alone, and once the others have called nobody for a while', () => {
    expect(partsAfter({ acme: 18 })('acme', { acme: { all: 18, fresh: 18 } })).toEqual(ANY_NUMBER);
    expect(partsAfter({ acme: 18, other: 9 })('acme', { acme: { all: 18, fresh: 18 } }, { nowMs: 6_000 })).toEqual(ANY_NUMBER);
  });

  it('is, for a flood, what the others leave of theirs, less one more call', () => {
    const part = partsAfter({ flood: 18, steady: 6 })('flood', { flood: { all: 12, fresh: 12, isWaiting: true } });

    expect(part).toEqual({ mostInASecond: 19 - 6 - 1, kept: 2 });
  });

  it('is a half for each of two floods, and all of it once the other is over', () => {
    const part = partsAfter({ one: 18, other: 18 });
    const one = { all: 12, fresh: 12, isWaiting: true };

    expect(part('one', { one, other: { isWaiting: true } }).mostInASecond).toBe(9);
    expect(part('one', { one }).mostInASecond).toBe(19);
  });

  it('is, for a backlog, what others do not need at counters, and no less for their backlogs', () => {
    const standings = { backlog: { all: 4 } };

    expect(partsAfter({ backlog: 4, steady: 6 })('backlog', standings, { isFresh: false }).mostInASecond).toBe(19 - 6 - 1);
    expect(partsAfter({ backlog: 4, other: { all: 6, fresh: 0 } })('backlog', standings, { isFresh: false })).toEqual(ANY_NUMBER);
  });

  it('is not cut for who asks steadily when slots are lent, and leaves a flood what remains', () => {
    const share = { ratePerSecond: 10.5, concurrency: 50, unlentPerSecond: 18 };
    const standings = { steady: { all: 7, fresh: 7 }, flood: { all: 2, fresh: 2, isWaiting: true } };
    const part = partsAfter({ steady: 8, flood: 2 });

    expect(part('steady', standings, { share }).mostInASecond).toBe(11 - 2);
    expect(part('flood', standings, { share })).toEqual({ mostInASecond: 11 - 8 - 1, kept: 1 });
  });

  it('is one call at least, however much the others take', () => {
    const part = partsAfter({ one: 9, two: 9, three: 9, four: 9 });
    const waits = { all: 1, fresh: 1, isWaiting: true };
    const standings = { one: { all: 9, fresh: 9 }, two: waits, three: waits, four: waits };

    expect(part('one', standings, { share: { ratePerSecond: 1, concurrency: 5 } }).mostInASecond).toBe(1);
  });
});
