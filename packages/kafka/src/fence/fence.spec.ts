import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Fence, FenceClosed } from './fence.ts';

describe('the fence', () => {
  let now = 0;
  const aFence = () => new Fence({ limitMs: 4_000, now: () => now });
  const pass = (ms: number) => {
    now += ms;
    vi.advanceTimersByTime(ms);
  };
  beforeEach(() => {
    now = 100_000;
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());

  it('is closed until the first join', () => {
    const fence = aFence();

    expect(fence.closed()).toBe(true);
    expect(fence.signal.aborted).toBe(true);
  });

  it('closes and aborts when the last heartbeat is older than the limit, and not before', () => {
    const fence = aFence();
    fence.beat();
    const { signal } = fence;

    pass(4_000);
    expect(fence.closed()).toBe(false);
    expect(signal.aborted).toBe(false);
    pass(2);

    expect(fence.closed()).toBe(true);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBeInstanceOf(FenceClosed);
  });

  it('stays open with heartbeats, and counts them from when they were sent', () => {
    const fence = aFence();
    fence.beat();
    const { signal } = fence;

    pass(3_000);
    fence.beat(now - 2_500);
    pass(1_600);

    expect(fence.closed()).toBe(true);
    expect(signal.aborted).toBe(true);
  });

  it('is closed to whoever asks after a suspended process wakes up, though no timer has run yet', () => {
    const fence = aFence();
    fence.beat();
    const { signal } = fence;

    now += 60_000;

    expect(fence.closed()).toBe(true);
    expect(fence.signal.aborted).toBe(true);
    expect(signal.aborted).toBe(true);
  });

  it('opens again with the next heartbeat, under another signal', () => {
    const fence = aFence();
    fence.beat();
    const old = fence.signal;
    pass(5_000);

    fence.beat();

    expect(fence.closed()).toBe(false);
    expect(fence.signal.aborted).toBe(false);
    expect(old.aborted).toBe(true);
  });

  it('stays closed when all that arrives is an answer to an old heartbeat', () => {
    const fence = aFence();

    fence.beat(now - 5_000);

    expect(fence.closed()).toBe(true);
  });

  it('lapses at once when the group is left', () => {
    const fence = aFence();
    fence.beat();
    const { signal } = fence;

    fence.lapse();

    expect(fence.closed()).toBe(true);
    expect(signal.aborted).toBe(true);
  });
});
