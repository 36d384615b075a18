import { describe, expect, it } from 'vitest';
import { median, percentile, rounded } from './statistics.ts';

describe('the statistics of a bench', () => {
  it('take the middle value, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('find the value that all but the worst hundredth stay below', () => {
    const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

    expect(percentile(oneToHundred, 0.99)).toBe(100);
    expect(percentile(oneToHundred, 0.5)).toBe(51);
  });

  it('say that nothing was measured rather than 0', () => {
    expect(median([])).toBeNaN();
  });

  it('show two decimals', () => {
    expect(rounded(1.23456)).toBe(1.23);
  });
});
