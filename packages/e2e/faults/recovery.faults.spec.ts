import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pharmaciesOf } from './support/directory.ts';
import { askMany, degradedOf, firstSettledAfterMs } from './support/outage.ts';
import { SteadyAsking } from './support/steady-asking.ts';
import { note, World } from './support/world.ts';

let world: World;

beforeAll(async () => {
  world = await World.start({ what: 'recovery', ratePerSecond: 50, vendors: [{ id: 'acme', pharmacies: 6 }] });
});
afterAll(() => world?.stop());

const settled = (asked: Awaited<ReturnType<typeof askMany>>, timeoutMs: number) =>
  world.ledger.untilSettled(
    asked.map(({ id }) => id),
    timeoutMs,
  );

describe('at night, without a monitor and without traffic', () => {
  it('an outage costs mySecu one probe every half minute, and its end is found within 60 s', async () => {
    await world.platform.commit({ kind: 'http-503', step: 'get' });
    const asked = await askMany(world, 30);
    expect(degradedOf(world, asked)).toHaveLength(30);
    await after(3_000); // What was under way has failed by then.
    await world.platform.forgetCalls();
    const outageMs = world.random.between(60_000, 95_000);
    await after(outageMs);
    const probes = (await world.platform.calls()).filter(({ step }) => step === 'get').length;
    const mendedAtMs = Date.now();
    await world.platform.mend();

    expect(await settled(asked, 90_000)).toEqual([]);

    const foundAfterMs = firstSettledAfterMs(world, asked, mendedAtMs);
    note(`${probes} probes in ${outageMs / 1_000} s, recovery found after ${foundAfterMs / 1_000} s`);
    expect(foundAfterMs).toBeLessThanOrEqual(60_000);
    expect(probes).toBeGreaterThan(0);
    expect(probes).toBeLessThanOrEqual(Math.ceil(outageMs / 24_000) + 1);
  });

  it.each(['verification', 'verification-2'])('its end is found within 60 s although %s died meanwhile', async (replica) => {
    await world.platform.commit({ kind: 'http-503', step: 'get' });
    const asked = await askMany(world, 30);
    await after(5_000);
    await world.stack.service(replica).kill('SIGKILL');
    await after(world.random.between(12_000, 30_000));
    const mendedAtMs = Date.now();
    await world.platform.mend();

    const open = await settled(asked, 90_000);
    await world.stack.service(replica).restart();

    const foundAfterMs = firstSettledAfterMs(world, asked, mendedAtMs);
    note(`${replica} dead: recovery found after ${foundAfterMs / 1_000} s`);
    expect(open).toEqual([]);
    expect(foundAfterMs).toBeLessThanOrEqual(60_000);
  });
});

describe('a mySecu that flaps every 20 s', () => {
  it('is left alone while it is down, and does not make the breaker oscillate with each check', async () => {
    const flaps = 4;
    await world.platform.forgetCalls();
    const asking = new SteadyAsking(world.ledger, world.random, {
      vendor: 'acme',
      pharmacies: pharmaciesOf({ id: 'acme', pharmacies: 6 }),
      checksPerSecond: 10,
      timeoutsMs: [1_500],
    });
    for (let flap = 0; flap < flaps; flap += 1) {
      await world.platform.commit({ kind: 'http-503', step: 'get' });
      await after(20_000);
      await world.platform.mend();
      await after(20_000);
    }
    const asked = await asking.stop();
    const met = (await world.platform.calls()).filter(({ fault }) => fault === 'http-503').length;

    expect(await settled([...asked], 120_000)).toEqual([]);

    const downMs = flaps * 20_000;
    note(`${asked.length} checks, ${met} calls met the outage in ${downMs / 1_000} s of it`);
    // Each replica needs five failures to see it, and has a few calls under way by then; then a probe.
    expect(met).toBeLessThanOrEqual(flaps * 2 * 10);
  });
});
