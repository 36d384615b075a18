import { describe, expect, it } from 'vitest';
import { BusiestSecond } from './busiest-second.ts';

describe('the busiest second', () => {
  it('is that in which most calls left, of the last three', () => {
    const busiest = new BusiestSecond();
    expect(busiest.calls(0)).toBe(0);

    busiest.note(9, 0);
    busiest.note(3, 500);
    busiest.note(5, 1_000);
    busiest.note(2, 2_000);

    expect(busiest.calls(2_999)).toBe(9);
    expect(busiest.calls(3_000)).toBe(5);
    expect(busiest.calls(4_500)).toBe(2);
    expect(busiest.calls(5_000)).toBe(0);
  });
});
