import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pharmaciesOf } from './support/directory.ts';
import { askMany, degradedOf, firstSettledAfterMs } from './support/outage.ts';
import { busiestSecond } from './support/platform.ts';
import { SteadyAsking } from './support/steady-asking.ts';
import { note, World } from './support/world.ts';

const CAP = 25;
const BACKLOG = Number(process.env['FAULTS_BACKLOG'] ?? 5_000);
const FRESH = Number(process.env['FAULTS_FRESH'] ?? 5);
const VENDOR = { id: 'acme', pharmacies: 12 };

let world: World;

beforeAll(async () => {
  world = await World.start({ what: 'drain', ratePerSecond: CAP, vendors: [VENDOR] });
});
afterAll(() => world?.stop());

describe(`${BACKLOG} deferred checks at a cap of ${CAP} calls a second`, () => {
  it('are all settled in 1.2 times the time that their calls need, fresh checks first, and the cap is never passed', async () => {
    await world.platform.commit({ kind: 'http-503', step: 'get' });
    const backlog = await askMany(world, BACKLOG);
    expect(degradedOf(world, backlog)).toHaveLength(BACKLOG);
    note(`${BACKLOG} deferred`);
    await after(5_000);
    const mendedAtMs = Date.now();
    await world.platform.mend();
    await world.platform.forgetCalls();
    await world.ledger.until(() => backlog.some(({ id }) => world.ledger.isSettled(id)), 90_000);
    const foundAfterMs = firstSettledAfterMs(world, backlog, mendedAtMs);
    note(`recovery found after ${foundAfterMs / 1_000} s`);

    const fresh = new SteadyAsking(world.ledger, world.random, {
      vendor: VENDOR.id,
      pharmacies: pharmaciesOf(VENDOR),
      checksPerSecond: FRESH,
      timeoutsMs: [3_000],
    });
    const boundMs = (1.2 * BACKLOG * 1_000) / (CAP - FRESH);
    const open = await world.ledger.untilSettled(
      backlog.map(({ id }) => id),
      boundMs + 60_000,
    );
    const tookMs = Date.now() - mendedAtMs - foundAfterMs;
    const asked = await fresh.stop();
    await after(4_000);
    const calls = await world.platform.calls();
    const busiest = busiestSecond(calls);
    const late = degradedOf(world, asked);
    note(
      `${BACKLOG - open.length} settled in ${(tookMs / 1_000).toFixed(1)} s of ${(boundMs / 1_000).toFixed(1)} s; ` +
        `${asked.length} fresh checks, ${late.length} of them degraded; busiest second ${busiest.count} of ${CAP}; ` +
        `${calls.filter(({ step }) => step === 'get').length} calls`,
    );

    expect(open).toEqual([]);
    expect(foundAfterMs).toBeLessThanOrEqual(60_000);
    expect(tookMs).toBeLessThanOrEqual(boundMs);
    expect(busiest.count).toBeLessThanOrEqual(CAP);
    expect(late).toEqual([]);
  });
});
