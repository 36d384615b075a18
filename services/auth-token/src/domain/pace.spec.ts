import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

describe('the pace towards mySecu', () => {
  it('is kept on average, and never exceeded by more than a second’s worth', () => {
    let nowMs = 0;
    const pace = new Pace(2, undefined, () => nowMs);

    const waits = Array.from({ length: 6 }, () => pace.take());

    expect(waits).toEqual([0, 0, 500, 1_000, 1_500, 2_000]);
    nowMs += 60_000;
    expect([pace.take(), pace.take(), pace.take()]).toEqual([0, 0, 500]);
  });

  it('lets work ahead of need go only while there is plenty', () => {
    const pace = new Pace(2, undefined, () => 0);

    expect(pace.hasSpare()).toBe(true);
    pace.take();
    expect(pace.hasSpare()).toBe(true);
    pace.take();
    expect(pace.hasSpare()).toBe(false);
  });

  it('is shared among replicas by what they own', () => {
    let nowMs = 0;
    const pace = new Pace(
      2,
      () => 0.5,
      () => nowMs,
    );
    pace.take();
    pace.take();

    expect(pace.take()).toBe(1_000);
    nowMs += 2_000;
    expect([pace.take(), pace.take()]).toEqual([0, 1_000]);
  });

  it('of less than one call a second still lets one call go', () => {
    expect(new Pace(0.1, undefined, () => 0).take()).toBe(0);
  });
});
