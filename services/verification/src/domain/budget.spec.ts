import { describe, expect, it } from 'vitest';
import { Budget } from './budget.ts';

const readAt = { wallMs: 1_000_000, monotonicMs: 500 };

describe('a budget', () => {
  it("counts from the broker's append time, not from when the request was read", () => {
    expect(Budget.from(999_200, 3_000, readAt).leftMs(500)).toBe(2_200);
  });

  it('runs on the monotonic clock once the request is read', () => {
    expect(Budget.from(1_000_000, 3_000, readAt).leftMs(1_500)).toBe(2_000);
  });

  it.each([
    [undefined, 3_000],
    [1, 200],
    [90_000, 30_000],
  ])('asked as %s ms is %s ms', (asked, expected) => {
    expect(Budget.from(1_000_000, asked, readAt).leftMs(500)).toBe(expected);
  });

  it("is not lengthened by a broker's clock that is ahead of ours", () => {
    expect(Budget.from(1_060_000, 3_000, readAt).leftMs(500)).toBe(3_000);
  });

  it('has run out for a request that was read too late', () => {
    expect(Budget.from(990_000, 3_000, readAt).leftMs(500)).toBeLessThan(0);
  });
});
