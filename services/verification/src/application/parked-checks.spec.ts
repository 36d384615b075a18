import type { CheckDeferred } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { scheduleWith, type World } from '../../test/support/recheck-schedule.ts';
import type { RecheckEnd } from './recheck.ts';
import { isoOf } from './result-record.ts';

describe('a schedule with checks that an obstacle of their pharmacy keeps', () => {
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

  it('sends one check ahead when a credential changed: it is refused again, and nobody follows', async () => {
    let changed = false;
    const world = scheduleWith({
      changed: () => changed,
      run: async (check) => {
        world.schedule.set(check.requestId, { ...check, receivedAt: isoOf(world.clock.wallMs()) });
        changed = false;
        return 'put-off';
      },
    });
    for (let n = 0; n < 20; n += 1) {
      world.add(`refused-${n}`, 0, { code: 'authentication-refused' });
    }
    changed = true;
    await world.clock.advance(60_000);

    expect(world.asked).toHaveLength(1);
  });

  it('lets all of a pharmacy follow the one that was answered', async () => {
    let changed = false;
    const world = scheduleWith({ changed: () => changed });
    for (let n = 0; n < 20; n += 1) {
      world.add(`refused-${n}`, 0, { code: 'authentication-refused' });
    }
    changed = true;
    await world.clock.advance(10_000);

    expect(world.asked).toHaveLength(20);
  });

  it('asks when a token came after a refusal, though the budget of that check ended later still', async () => {
    let tokenAtMs = Number.NEGATIVE_INFINITY;
    const { add, clock, ids } = scheduleWith({ changed: ({ metAtMs }) => tokenAtMs > metAtMs });
    // Refused at once, with three seconds of its budget left: due when these and a call's time are over.
    add('refused', 13_000, { code: 'authentication-refused', attempt: 1 });
    await clock.advance(1_000);
    tokenAtMs = clock.wallMs();
    await clock.advance(30_000);

    expect(ids()).toEqual(['refused']);
  });

  it.each<[string, (world: World, check: CheckDeferred) => RecheckEnd]>([
    [
      'failed for a reason of its own',
      (world, check) => {
        const dueAt = isoOf(world.clock.wallMs() + 3_600_000);
        world.schedule.set(check.requestId, { ...check, code: 'mysecu-timeout', dueAt });
        return 'put-off';
      },
    ],
    ['could not be tried', () => 'untried'],
    [
      'ended unasked',
      (world, check) => {
        world.schedule.set(check.requestId, null);
        return 'ended';
      },
    ],
  ])('sends another check ahead when the one that was sent %s', async (_, first) => {
    let changed = false;
    const world: World = scheduleWith({
      changed: () => changed,
      run: async (check) => {
        changed = false;
        if (world.asked.length === 1) {
          return first(world, check);
        }
        world.schedule.set(check.requestId, null);
        return 'answered';
      },
    });
    for (let n = 0; n < 4; n += 1) {
      world.add(`refused-${n}`, 0, { code: 'authentication-refused' });
    }
    changed = true;
    await world.clock.advance(60_000);

    expect(new Set(world.ids())).toEqual(new Set(['refused-0', 'refused-1', 'refused-2', 'refused-3']));
  });

  it('sends another check ahead when the one that was to go was settled elsewhere before', async () => {
    let changed = true;
    const world = scheduleWith({
      changed: () => {
        const was = changed;
        changed = false;
        return was;
      },
    });
    world.add('first', 8_000, { code: 'authentication-refused', receivedAt: isoOf(0) });
    world.add('second', 8_000, { code: 'authentication-refused' });
    await world.clock.advance(6_000);
    world.schedule.set('first', null);
    await world.clock.advance(60_000);

    expect(world.ids()).toEqual(['second']);
  });

  it('asks after a block that only mySecu can lift with one check at a time, ever less often', async () => {
    const world = scheduleWith({
      run: async (check) => {
        world.schedule.set(check.requestId, check);
        return 'put-off';
      },
    });
    for (let n = 0; n < 20; n += 1) {
      world.add(`blocked-${n}`, 0, { code: 'blocked-by-mysecu' });
    }
    await world.clock.advance(70_000);
    expect(world.asked).toHaveLength(1);

    await world.clock.advance(3_600_000);

    expect(world.asked.length).toBeLessThan(9);
  });

  it('asks for all of a pharmacy when mySecu answered it', async () => {
    const { add, schedule, asked, clock } = scheduleWith();
    for (let n = 0; n < 20; n += 1) {
      add(`blocked-${n}`, 0, { code: 'blocked-by-mysecu' });
    }
    schedule.worked('ph-1');
    await clock.advance(1_000);

    expect(asked).toHaveLength(20);
  });

  it('takes up what waits for a change when its time is over, so that its vendor is told', async () => {
    const { add, clock, ids } = scheduleWith();
    add('refused', 10_000, { code: 'certificate-expired', until: isoOf(new ManualClock().wallMs() + 60_000) });
    await clock.advance(120_000);

    expect(ids()).toEqual(['refused']);
  });
});
