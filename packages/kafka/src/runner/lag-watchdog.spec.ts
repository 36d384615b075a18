import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TopicOffsets } from '../topics/topic-offsets.ts';
import { LagWatchdog, type Watched } from './lag-watchdog.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the watchdog of a runner', () => {
  const stalls: (readonly number[])[] = [];
  let watched: Watched[] = [];
  let end = 10n;
  beforeEach(() => {
    vi.useFakeTimers();
    stalls.length = 0;
    end = 10n;
  });
  afterEach(() => vi.useRealTimers());

  function aWatchdog(stuck: readonly number[] = []): LagWatchdog {
    const offsets = {
      ends: async () => new Map([[0, { low: 0n, high: end }]]),
      committed: async () => new Map([[0, 4n]]),
    } as unknown as TopicOffsets;
    return new LagWatchdog({
      logger: quiet,
      offsets,
      groupId: 'g',
      topic: 't',
      everyMs: 1_000,
      stallMs: 5_000,
      watched: () => watched,
      stuck: () => stuck,
      onStall: (partitions) => stalls.push(partitions),
    });
  }

  async function look(watchdog: LagWatchdog, times: number): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      await watchdog.look();
      vi.advanceTimersByTime(1_000);
    }
  }

  it('tells of a partition that has unread records and reads none', async () => {
    watched = [{ partition: 0, next: 6n, finished: 6n, busy: false }];
    const watchdog = aWatchdog();

    await look(watchdog, 6);
    expect(stalls).toEqual([]);
    await look(watchdog, 1);

    expect(stalls).toEqual([[0]]);
    expect(watchdog.lag).toEqual(new Map([[0, 4]]));
  });

  it('counts from the commit where nothing was fetched yet', async () => {
    watched = [{ partition: 0, next: null, finished: null, busy: false }];
    const watchdog = aWatchdog();

    await look(watchdog, 7);

    expect(stalls).toEqual([[0]]);
    expect(watchdog.lag.get(0)).toBe(6);
  });

  it('is silent while records wait for their turn, while reading goes on, and at the end', async () => {
    const watchdog = aWatchdog();
    watched = [{ partition: 0, next: 6n, finished: 5n, busy: true }];
    await look(watchdog, 10);
    for (end = 20n; end < 30n; end += 1n) {
      watched = [{ partition: 0, next: end - 10n, finished: 5n, busy: false }];
      await look(watchdog, 1);
    }
    watched = [{ partition: 0, next: end, finished: end, busy: false }];
    await look(watchdog, 10);

    expect(stalls).toEqual([]);
  });

  it('tells of what is stuck for another reason', async () => {
    watched = [];
    const watchdog = aWatchdog([3]);

    await look(watchdog, 1);

    expect(stalls).toEqual([[3]]);
  });
});
