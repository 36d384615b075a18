import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pharmaciesOf } from './support/directory.ts';
import { askMany, degradedOf } from './support/outage.ts';
import { anyQuestion } from './support/questions.ts';
import { SteadyAsking } from './support/steady-asking.ts';
import { note, World } from './support/world.ts';

const RATE = 20;
const BUSY = { id: 'busy', pharmacies: 3 };
const QUIET = { id: 'quiet', pharmacies: 3 };

let world: World;

beforeAll(async () => {
  world = await World.start({
    what: 'sharing',
    ratePerSecond: RATE,
    vendors: [BUSY, QUIET],
    replicas: { verification: 2, 'auth-token': 2 },
  });
});
afterAll(() => world?.stop());

describe('500 checks of one pharmacy that wait for its token', () => {
  it('make one call to the token service, however slow it is', async () => {
    const pharmacy = pharmaciesOf(BUSY)[0] ?? '';
    // Slow, and yet within the time-out of a call: one that ran into it would be made again.
    await world.platform.configure({ latencyMs: { token: 1_500 } });
    await world.platform.revokeTokens(pharmacy);
    await world.platform.forgetCalls();
    const asked = await Promise.all(
      Array.from({ length: 500 }, () =>
        world.ledger.ask({ vendor: BUSY.id, pharmacy, timeoutMs: 5_000, question: anyQuestion(world.random) }),
      ),
    );
    await world.ledger.until(() => asked.every(({ id }) => world.ledger.resultsOf(id).length > 0), 60_000);
    const calls = (await world.platform.calls()).filter((call) => call.pharmacy === pharmacy);
    await world.platform.configure({ latencyMs: { token: 20 } });

    expect(calls.filter(({ step }) => step === 'token')).toHaveLength(1);
    expect(calls.filter(({ step }) => step === 'identity')).toHaveLength(1);
    const open = await world.ledger.untilSettled(
      asked.map(({ id }) => id),
      120_000,
    );
    expect(open).toEqual([]);
  });
});

describe('a vendor that asks more than there is', () => {
  it('does not cost its neighbour one answer', async () => {
    const flood = new SteadyAsking(world.ledger, world.random, {
      vendor: BUSY.id,
      pharmacies: pharmaciesOf(BUSY),
      checksPerSecond: 5 * RATE,
      timeoutsMs: [3_000],
    });
    const neighbour = new SteadyAsking(world.ledger, world.random, {
      vendor: QUIET.id,
      pharmacies: pharmaciesOf(QUIET),
      checksPerSecond: 2,
      timeoutsMs: [3_000],
    });
    await after(20_000);
    const [flooded, asked] = await Promise.all([flood.stop(), neighbour.stop()]);
    await world.ledger.until(() => asked.every(({ id }) => world.ledger.resultsOf(id).length > 0), 20_000);

    note(`${degradedOf(world, flooded).length} of ${flooded.length} of the flood degraded; of ${asked.length} beside it:`);
    const causes = degradedOf(world, asked).map(({ id }) => world.ledger.resultsOf(id)[0]?.data.cause);
    // Whether mySecu itself is quick enough is not what is tried: whether a check has its turn is.
    expect(causes.filter((cause) => cause?.step === 'admit')).toEqual([]);
    // The flood's own backlog is no part of what follows.
    await world.ledger.untilSettled(
      flooded.map(({ id }) => id),
      240_000,
    );
  });

  it('does not keep its neighbour behind its backlog after an outage', async () => {
    await world.platform.commit({ kind: 'http-503', step: 'get' });
    const long = await askMany(world, 600, { vendor: BUSY.id });
    const short = await askMany(world, 6, { vendor: QUIET.id });
    await world.platform.mend();
    await world.sayThatMysecuIsUp();
    await world.ledger.until(() => [...long, ...short].some(({ id }) => world.ledger.isSettled(id)), 90_000);
    const open = await world.ledger.untilSettled(
      short.map(({ id }) => id),
      15_000,
    );
    const settledOfLong = long.filter(({ id }) => world.ledger.isSettled(id)).length;

    note(`${settledOfLong} of the ${long.length} of the long backlog were settled when the short one was`);
    expect(open).toEqual([]);
    expect(settledOfLong).toBeLessThan(long.length / 2);
  });
});
