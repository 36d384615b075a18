import { setTimeout as after } from 'node:timers/promises';
import { type Client, createClient, type Dropped, type Settled } from '@officine/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pharmaciesOf } from './support/directory.ts';
import { note, World } from './support/world.ts';

const VENDOR = { id: 'acme', pharmacies: 2 };
const TIMEOUT_MS = 1_000;
const PROMISE_MS = TIMEOUT_MS + 50;

let world: World;
let client: Client;
const settled: Settled[] = [];
const dropped: Dropped[] = [];

beforeAll(async () => {
  world = await World.start({ what: 'client', ratePerSecond: 50, vendors: [VENDOR], replicas: { verification: 1 } });
  client = await createClient({ vendor: VENDOR.id, kafka: { brokers: world.stack.kafkaBrokers.split(',') } });
  client.onSettled((one) => settled.push(one));
  client.onDropped((one) => dropped.push(one));
});
afterAll(async () => {
  await client?.close();
  await world?.stop();
});

/** Asks, and says how long the answer took. */
async function ask(id: string) {
  const [pharmacy = ''] = pharmaciesOf(VENDOR);
  const beganAtMs = performance.now();
  const result = await client.check(
    { check: 'affiliation', pharmacy, user: { id: 'u-1' }, affiliation: { matricule: '1980010112302' } },
    { timeoutMs: TIMEOUT_MS, id },
  );
  return { result, tookMs: performance.now() - beganAtMs };
}

describe("a vendor's back end, when Kafka is away", () => {
  it('is answered within its budget and 50 ms, and hears the true answer of each check once Kafka is back', async () => {
    expect((await ask('before')).result).toMatchObject({ outcome: 'answered' });
    const kafka = world.stack.infrastructure.kafka;
    await kafka?.killNode(1);

    const ids = Array.from({ length: 10 }, (_, index) => `away-${index}`);
    const answers = await Promise.all(ids.map(ask));
    await kafka?.startNode(1);
    const untilMs = performance.now() + 120_000;
    while (new Set(settled.map(({ requestId }) => requestId)).size < ids.length && performance.now() < untilMs) {
      await after(100);
    }

    note(`slowest local answer ${Math.max(...answers.map(({ tookMs }) => tookMs)).toFixed(0)} ms of ${PROMISE_MS}`);
    for (const { result, tookMs } of answers) {
      expect(result).toMatchObject({
        outcome: 'degraded',
        local: true,
        cause: { code: 'officine-unavailable', detail: 'not-sent' },
      });
      expect(tookMs).toBeLessThanOrEqual(PROMISE_MS);
    }
    const told = ids.map((id) => settled.find(({ requestId }) => requestId === id));
    expect(told.map((one) => one?.outcome)).toEqual(ids.map(() => 'answered'));
    expect(dropped).toEqual([]);
  });

  it('keeps a thousand requests, and tells of each one more that it is not kept', async () => {
    const kafka = world.stack.infrastructure.kafka;
    await kafka?.killNode(1);
    await after(500);

    const answers = await Promise.all(Array.from({ length: 1_010 }, (_, index) => ask(`many-${index}`)));
    const health = client.health();
    await kafka?.startNode(1);

    expect(answers.every(({ result }) => result.outcome === 'degraded')).toBe(true);
    expect(health.unsent).toBe(1_000);
    expect(dropped.map(({ reason }) => reason)).toEqual(Array.from({ length: 10 }, () => 'too-many-unsent'));
  });
});
