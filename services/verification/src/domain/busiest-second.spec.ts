import { describe, expect, it } from 'vitest';
import { BusiestSecond } from './busiest-second.ts';

describe('the busiest second', () => {
  it('is that in which most calls left, of the last five', () => {
    const busiest = new BusiestSecond();
    expect(busiest.calls(0)).toBe(0);

    busiest.note(9, 0);
    busiest.note(3, 1_000);
    busiest.note(5, 2_000);
    busiest.note(2, 3_000);

    expect(busiest.calls(4_999)).toBe(9);
    expect(busiest.calls(5_000)).toBe(5);
    expect(busiest.calls(7_500)).toBe(2);
    expect(busiest.calls(8_000)).toBe(0);
  });
});
