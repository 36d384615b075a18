import type { CheckDeferred } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../test/support/manual-clock.ts';
import { Breaker } from '../domain/breaker.ts';
import { RecheckSchedule } from './recheck-schedule.ts';
import { isoOf } from './result-record.ts';

function scheduleWith(
  options: { isProber?: boolean; changed?: () => boolean; run?: (check: CheckDeferred) => Promise<void> } = {},
) {
  const clock = new ManualClock();
  const breaker = new Breaker({ failures: 1, openMs: 30_000, graceMs: 30_000, jitter: 0 });
  const asked: { id: string; isProbe: boolean; signal: AbortSignal }[] = [];
  const failures: unknown[] = [];
  const schedule: RecheckSchedule = new RecheckSchedule({
    recheck: {
      run: async (check, isProbe, signal) => {
        asked.push({ id: check.requestId, isProbe, signal });
        await (options.run ?? (async () => schedule.set(check.requestId, null)))(check);
      },
    },
    breaker,
    changes: { since: async () => options.changed?.() ?? false },
    clock,
    callTimeoutMs: 10_000,
    isProber: () => options.isProber ?? false,
    onFailure: (error) => failures.push(error),
  });
  schedule.start();
  const add = (requestId: string, dueInMs: number, overrides: Partial<CheckDeferred> = {}) =>
    schedule.set(requestId, {
      requestId,
      code: 'mysecu-timeout',
      request: { pharmacy: 'ph-1' },
      receivedAt: isoOf(clock.wallMs()),
      dueAt: isoOf(clock.wallMs() + dueInMs),
      until: isoOf(clock.wallMs() + 86_400_000),
      ...overrides,
    } as CheckDeferred);
  return { clock, breaker, schedule, asked, failures, add, ids: () => asked.map(({ id }) => id) };
}

describe('the schedule of re-checks', () => {
  it('asks none before it is due, and the oldest due first', async () => {
    const { add, clock, ids } = scheduleWith();
    add('later', 20_000);
    add('sooner', 10_000);

    await clock.advance(9_999);
    expect(ids()).toEqual([]);
    await clock.advance(10_001);

    expect(ids()).toEqual(['sooner', 'later']);
  });

  it('does not ask what was settled by a late answer', async () => {
    const { add, schedule, clock, ids } = scheduleWith();
    add('settled', 10_000);
    schedule.set('settled', null);
    await clock.advance(20_000);

    expect(ids()).toEqual([]);
  });

  it('interrupts a re-check that was settled elsewhere or whose partition is lost', async () => {
    const { add, schedule, asked } = scheduleWith({ run: () => new Promise(() => undefined) });
    add('running', 0);
    schedule.set('running', null);

    expect(asked[0]?.signal.aborted).toBe(true);
  });

  it('runs a bounded number side by side, however many are due', () => {
    const { add, asked } = scheduleWith({ run: () => new Promise(() => undefined) });
    for (let n = 0; n < 100; n += 1) {
      add(`r-${n}`, 0);
    }

    expect(asked).toHaveLength(16);
  });

  it('rests while the breaker is open and another replica probes', async () => {
    const { add, breaker, clock, ids } = scheduleWith({ isProber: false });
    breaker.failed(clock.monotonicMs());
    add('waits', 0);
    await clock.advance(120_000);

    expect(ids()).toEqual([]);
  });

  it('probes with the oldest check for the fleet, and drains the rest when that succeeds', async () => {
    const world = scheduleWith({
      isProber: true,
      run: async ({ requestId }) => {
        world.breaker.succeeded();
        world.schedule.set(requestId, null);
      },
    });
    world.breaker.failed(world.clock.monotonicMs());
    world.add('oldest', 100);
    world.add('next', 200);
    await world.clock.advance(29_000);
    expect(world.ids()).toEqual([]);

    await world.clock.advance(2_000);

    expect(world.asked.map(({ id, isProbe }) => [id, isProbe])).toEqual([
      ['oldest', true],
      ['next', false],
    ]);
  });

  it('waits for a change of the credential, then asks', async () => {
    let changed = false;
    const { add, clock, ids } = scheduleWith({ changed: () => changed });
    add('refused', 10_000, { code: 'authentication-refused' });
    await clock.advance(600_000);
    expect(ids()).toEqual([]);

    changed = true;
    await clock.advance(30_000);

    expect(ids()).toEqual(['refused']);
  });

  it('takes up what waits for a change when its time is over, so that its vendor is told', async () => {
    const { add, clock, ids } = scheduleWith();
    add('refused', 10_000, { code: 'certificate-expired', until: isoOf(new ManualClock().wallMs() + 60_000) });
    await clock.advance(120_000);

    expect(ids()).toEqual(['refused']);
  });

  it('asks again later what could not be published', async () => {
    let attempts = 0;
    const world = scheduleWith({
      run: async ({ requestId }) => {
        attempts += 1;
        if (attempts === 1) {
          throw new Error('Kafka is away');
        }
        world.schedule.set(requestId, null);
      },
    });
    world.add('r', 0);
    await settle();
    await world.clock.advance(10_000);

    expect([attempts, world.failures.length]).toEqual([2, 1]);
  });

  it('tells how many checks wait, and for how long the oldest has', async () => {
    const { add, clock, schedule } = scheduleWith();
    add('one', 1_000_000);
    await clock.advance(5_000);
    add('other', 1_000_000);

    expect(schedule.figures()).toEqual({ size: 2, oldestAgeMs: 5_000 });
  });
});
