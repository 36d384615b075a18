import { describe, expect, it } from 'vitest';
import { GapDetector } from './gap-detector.ts';

describe('the gap detector', () => {
  it('names the requests that no result speaks of', () => {
    const gaps = new GapDetector();
    gaps.result('1:0');
    for (const [partition, offset] of [
      [0, 11n],
      [0, 2n],
      [1, 0n],
    ] as const) {
      gaps.request({ partition, offset });
    }
    gaps.result('0:2');
    gaps.result('0:2');

    expect(gaps.missing()).toEqual([{ partition: 0, offset: 11n }]);
    expect(gaps.unasked()).toEqual([]);
  });

  it('names results to requests that were never made', () => {
    const gaps = new GapDetector();
    gaps.result('3:7');

    expect(gaps.unasked()).toEqual([{ partition: 3, offset: 7n }]);
  });

  it('counts results without a readable position instead of believing them', () => {
    const gaps = new GapDetector();
    gaps.request({ partition: 0, offset: 0n });

    for (const position of [undefined, '', '0', '0:', '-1:0', '0:0x0', '0:0 ']) {
      gaps.result(position);
    }

    expect(gaps.unreadable).toBe(7);
    expect(gaps.missing()).toEqual([{ partition: 0, offset: 0n }]);
  });
});
