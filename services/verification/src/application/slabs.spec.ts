import { describe, expect, it } from 'vitest';
import { Slabs } from './slabs.ts';

const bytes = (n: number, length = 30) => Buffer.alloc(length, n);

describe('slabs', () => {
  it('give back what they keep, and copies of it', () => {
    const slabs = new Slabs(100);
    const kept = [1, 2, 3, 4, 5].map((n) => slabs.keep(bytes(n)));

    slabs.read(kept[0]!).fill(9);

    expect(kept.map((one) => slabs.read(one))).toEqual([1, 2, 3, 4, 5].map((n) => bytes(n)));
    expect(slabs.allocatedBytes).toBe(200);
  });

  it('take no more than what is kept needs, however much came and went', () => {
    const slabs = new Slabs(100);
    const window = [slabs.keep(bytes(0))];
    for (let n = 1; n < 1_000; n += 1) {
      window.push(slabs.keep(bytes(n % 256)));
      if (window.length > 6) {
        slabs.release(window.shift()!);
      }
    }

    expect(slabs.allocatedBytes).toBeLessThanOrEqual(400);
    expect(window.map((one) => slabs.read(one)[0])).toEqual([994, 995, 996, 997, 998, 999].map((n) => n % 256));
  });

  it('keep what is larger than a slab', () => {
    const slabs = new Slabs(100);
    const large = slabs.keep(bytes(7, 1_000));
    const small = slabs.keep(bytes(1));

    expect(slabs.read(large)).toEqual(bytes(7, 1_000));
    slabs.release(large);
    slabs.release(small);
    expect(slabs.allocatedBytes).toBe(100);
  });
});
