import { describe, expect, it } from 'vitest';
import { settle } from '../../test/support/manual-clock.ts';
import { scheduleWith, type World } from '../../test/support/recheck-schedule.ts';
import { isoOf } from './result-record.ts';

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

  it('interrupts a re-check whose end was written down by somebody else, and tells that end as soon as it has ended', async () => {
    const { add, asked } = scheduleWith({
      run: (check, { signal }) =>
        check.concluded === undefined
          ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
          : Promise.resolve('ended'),
    });
    add('r', 0);
    add('r', 0, { concluded: { headers: {}, value: '' } });
    await settle();

    expect(asked.map(({ id, signal }) => [id, signal.aborted])).toEqual([
      ['r', true],
      ['r', false],
    ]);
  });

  it('runs a bounded number side by side, however many are due', () => {
    const { add, asked } = scheduleWith({ run: () => new Promise(() => undefined) });
    for (let n = 0; n < 100; n += 1) {
      add(`r-${n}`, 0);
    }

    expect(asked).toHaveLength(48);
  });

  it("rests while the breaker is open and the fleet's prober is heard", async () => {
    const { add, breaker, clock, ids } = scheduleWith({ isProber: false });
    breaker.failed(clock.monotonicMs());
    add('waits', 0);
    for (let probes = 0; probes < 4; probes += 1) {
      await clock.advance(30_000);
      breaker.discouraged(clock.monotonicMs());
    }

    expect(ids()).toEqual([]);
  });

  it('probes by itself within a minute when nobody is heard to probe: the prober may own no deferred check, or be gone', async () => {
    const { add, breaker, clock, asked } = scheduleWith({ isProber: false });
    breaker.failed(clock.monotonicMs());
    add('waits', 0);
    await clock.advance(39_000);
    expect(asked).toEqual([]);

    await clock.advance(2_000);

    expect(asked).toMatchObject([{ id: 'waits', isProbe: true }]);
  });

  it('asks at once when another replica was answered', async () => {
    const { add, breaker, clock, schedule, asked } = scheduleWith({ isProber: false });
    breaker.failed(clock.monotonicMs());
    add('waits', 0);
    await clock.advance(10_000);
    breaker.hinted(clock.monotonicMs());
    schedule.hinted();

    expect(asked).toMatchObject([{ id: 'waits', isProbe: true }]);
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
    expect(world.told).toEqual([
      [true, 1],
      [false, 1],
    ]);
  });

  it('never leaves the breaker half-open for a check whose last attempt has not quite ended: the next probe may be another', async () => {
    const { add, breaker, clock, asked } = scheduleWith({ isProber: true, run: () => new Promise(() => undefined) });
    add('running', 0);
    breaker.failed(clock.monotonicMs());
    add('running', 0);
    await clock.advance(31_000);
    expect(breaker.state).toBe('open');

    add('other', 0);
    await clock.advance(20_000);

    expect(asked.map(({ id, isProbe }) => [id, isProbe])).toEqual([
      ['running', false],
      ['other', true],
    ]);
  });

  it('never leaves the breaker half-open: a probe that could not call is followed by another, and not in a loop', async () => {
    const { add, breaker, clock, asked } = scheduleWith({ isProber: true, run: async () => 'untried' });
    breaker.failed(clock.monotonicMs());
    add('no token', 0);
    await clock.advance(31_000);
    expect(breaker.state).toBe('open');

    await clock.advance(60_000);

    expect(asked.length).toBeGreaterThan(5);
    expect(asked.length).toBeLessThan(15);
  });

  it('waits no longer than the outage: what was put off far ahead is asked when mySecu is back', async () => {
    const world = scheduleWith({
      isProber: true,
      run: async ({ requestId }) => {
        world.breaker.succeeded();
        world.schedule.set(requestId, null);
      },
    });
    world.breaker.failed(world.clock.monotonicMs());
    world.add('due', 0);
    world.add('put off far ahead', 120_000);
    await world.clock.advance(31_000);

    expect(world.ids()).toEqual(['due', 'put off far ahead']);
  });

  it('does not let the end of an outage overlap a call that may still be under way', async () => {
    const world = scheduleWith({
      isProber: true,
      run: async ({ requestId }) => {
        world.breaker.succeeded();
        world.schedule.set(requestId, null);
      },
    });
    world.breaker.failed(world.clock.monotonicMs());
    await world.clock.advance(29_000);
    world.add('due', 0);
    world.add('just degraded', 20_000, { attempt: 1 });
    await world.clock.advance(2_000);
    expect(world.ids()).toEqual(['due']);

    await world.clock.advance(3_000 + 10_000);

    expect(world.ids()).toEqual(['due', 'just degraded']);
  });

  it('takes vendors in turn: the long backlog of one does not starve the short one of its neighbour', async () => {
    const { add, asked } = scheduleWith({ run: () => new Promise(() => undefined) });
    for (let n = 0; n < 200; n += 1) {
      add(`busy-${n}`, -60_000, { vendor: 'busy' });
    }
    expect(asked).toHaveLength(48);
    add('quiet', -1_000, { vendor: 'quiet' });

    const world = scheduleWith({});
    world.fence.isClosed = true;
    for (let n = 0; n < 200; n += 1) {
      world.add(`busy-${n}`, -60_000, { vendor: 'busy' });
    }
    world.add('quiet', -1_000, { vendor: 'quiet' });
    world.fence.isClosed = false;
    await world.clock.advance(2_000);

    expect(world.ids().indexOf('quiet')).toBeLessThan(3);
  });

  it('asks batches after everybody else', async () => {
    const world = scheduleWith({});
    world.fence.isClosed = true;
    world.add('batch', -60_000, { lane: 'batch' });
    world.add('deferred', -1_000);
    world.fence.isClosed = false;
    await world.clock.advance(2_000);

    expect(world.ids()).toEqual(['deferred', 'batch']);
  });

  it('calls nothing while this replica may not speak for its partitions', async () => {
    const { add, fence, clock, ids } = scheduleWith();
    fence.isClosed = true;
    add('r', 0);
    await clock.advance(10_000);
    expect(ids()).toEqual([]);

    fence.isClosed = false;
    await clock.advance(2_000);

    expect(ids()).toEqual(['r']);
  });

  it('keeps what operators paused, and asks it when they resume', async () => {
    const { add, directory, clock, schedule, ids } = scheduleWith();
    directory.paused.add('paused');
    add('paused', 0);
    add('other', 0);
    await clock.advance(20_000);
    expect(ids()).toEqual(['other']);

    directory.paused.clear();
    schedule.lookNow();

    expect(ids()).toEqual(['other', 'paused']);
  });

  it('keeps all while mySecu is not to be asked, and asks it by itself when the maintenance ends', async () => {
    const { add, directory, clock, ids } = scheduleWith();
    directory.interruption = { detail: 'announced' };
    add('r', 0);
    await clock.advance(20_000);
    expect(ids()).toEqual([]);

    directory.interruption = undefined;
    await clock.advance(6_000);

    expect(ids()).toEqual(['r']);
  });

  it.each([
    ['the breaker is open', ({ breaker, clock }: World) => breaker.failed(clock.monotonicMs())],
    ['operators paused it', ({ directory }: World) => directory.paused.add('r')],
    ['maintenance is under way', ({ directory }: World) => (directory.interruption = { detail: 'announced' })],
  ])('tells the end of a check at its time although %s', async (_, given) => {
    const world = scheduleWith();
    given(world);
    world.add('r', 0, { until: isoOf(world.clock.wallMs() + 15_000) });
    await world.clock.advance(14_000);
    expect(world.ids()).toEqual([]);

    await world.clock.advance(1_001);

    expect(world.asked).toMatchObject([{ id: 'r', isProbe: false }]);
  });

  it('ends what operators drop, whatever it waits for', async () => {
    const { add, directory, breaker, clock, schedule, asked } = scheduleWith();
    breaker.failed(clock.monotonicMs());
    add('dropped', 60_000);
    add('waits for a change', 0, { code: 'certificate-expired' });
    directory.dropped.add('dropped').add('waits for a change');
    schedule.lookNow();
    await settle();

    expect(asked.map(({ id, isDropped }) => [id, isDropped])).toEqual([
      ['dropped', true],
      ['waits for a change', true],
    ]);
  });

  it('tells what another replica had concluded and perhaps not told, without asking', async () => {
    const { add, breaker, clock, asked } = scheduleWith();
    breaker.failed(clock.monotonicMs());
    add('concluded', 10_000, { concluded: { headers: {}, value: '' } });
    await clock.advance(10_001);

    expect(asked).toMatchObject([{ id: 'concluded', isProbe: false }]);
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
