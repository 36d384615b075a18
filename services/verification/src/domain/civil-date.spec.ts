import { describe, expect, it } from 'vitest';
import { luxembourgDate } from './civil-date.ts';

describe("Luxembourg's date", () => {
  it.each([
    ['2026-01-31T22:59:59Z', '2026-01-31'],
    ['2026-01-31T23:00:00Z', '2026-02-01'],
    ['2026-07-31T21:59:59Z', '2026-07-31'],
    ['2026-07-31T22:00:00Z', '2026-08-01'],
  ])('turns at local midnight, in winter and in summer: %s', (instant, date) => {
    expect(luxembourgDate(Date.parse(instant))).toBe(date);
  });
});
