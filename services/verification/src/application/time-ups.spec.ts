import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { TimeUps } from './time-ups.ts';

describe('the end of the time of checks', () => {
  let clock: ManualClock;
  let timeUps: TimeUps;
  let told: { readonly name: string; readonly afterMs: number }[];
  let beganMs: number;

  beforeEach(() => {
    clock = new ManualClock();
    timeUps = new TimeUps(clock);
    told = [];
    beganMs = clock.monotonicMs();
  });

  const wait = (vendor: string, leftMs: number, name = vendor) =>
    timeUps.after(vendor, leftMs, () => void told.push({ name, afterMs: clock.monotonicMs() - beganMs }));

  it('is told when it is there, whichever came first', async () => {
    wait('acme', 3_000, 'long');
    wait('acme', 1_000, 'short');

    await clock.advance(4_000);

    expect(told).toEqual([
      { name: 'short', afterMs: 1_000 },
      { name: 'long', afterMs: 3_000 },
    ]);
  });

  it('is not told to who was answered', async () => {
    const callOff = wait('acme', 1_000, 'answered');
    wait('acme', 1_000, 'waits');
    callOff();
    callOff();

    await clock.advance(2_000);

    expect(told.map(({ name }) => name)).toEqual(['waits']);
  });

  it('is told in time to a crowd, and to its neighbour not a moment sooner for that', async () => {
    for (let number = 0; number < 100; number += 1) {
      wait('crowd', 1_000);
    }
    wait('neighbour', 1_000);

    await clock.advance(2_000);

    expect(told).toHaveLength(101);
    expect(Math.max(...told.map(({ afterMs }) => afterMs))).toBeLessThanOrEqual(1_000);
    expect(told.filter(({ name }) => name === 'neighbour')).toEqual([{ name: 'neighbour', afterMs: 1_000 }]);
  });

  it('is told at once to who has none left', async () => {
    wait('acme', -5);

    await clock.advance(0);

    expect(told).toEqual([{ name: 'acme', afterMs: 0 }]);
  });
});
