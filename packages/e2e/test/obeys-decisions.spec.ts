import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryOf, pharmaciesOf, type TrialVendor } from '../faults/support/directory.ts';
import { askMany } from '../faults/support/outage.ts';
import type { KnownQuestion } from '../faults/support/questions.ts';
import { World } from '../faults/support/world.ts';
import { officine } from './support/officine-cli.ts';

const PLAIN: TrialVendor = { id: 'plain', pharmacies: 1 };
const CONSENTED: TrialVendor = {
  id: 'consented',
  pharmacies: 1,
  more: 'lastKnown: { consent: "invented, 2026-01-02", maxAgeHours: { affiliation: 24 } }',
};
const BATCHING: TrialVendor = { id: 'batching', pharmacies: 1, more: 'batch: { purpose: "invented" }' };
const VENDORS = [PLAIN, CONSENTED, BATCHING];
const MATRICULE = '1980010112302';
const QUESTION: KnownQuestion = { check: 'affiliation', asks: { matricule: MATRICULE }, state: 'affiliated', says: true };

let world: World;

beforeAll(async () => {
  world = await World.start({ what: 'decisions', ratePerSecond: 50, vendors: VENDORS, replicas: { verification: 1 } });
});
afterAll(() => world?.stop());

const cli = (...args: readonly string[]) => officine(world.stack.kafkaBrokers, ...args);
const ask = (vendor: TrialVendor) =>
  world.ledger.ask({ vendor: vendor.id, pharmacy: pharmaciesOf(vendor)[0] ?? '', timeoutMs: 2_000, question: QUESTION });
const results = async (id: string, count = 1) => {
  await world.ledger.until(() => world.ledger.resultsOf(id).length >= count, 60_000);
  return world.ledger.resultsOf(id);
};
const getsSeen = async () => (await world.platform.calls()).filter(({ step }) => step === 'get').length;

describe('people decide', () => {
  it('that nothing is asked for now: checks are degraded with the reason and the end, and asked when it is over', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await cli(
      'degrade',
      'all',
      '--reason',
      'asked by the CCSS',
      '--fr',
      'à la demande du CCSS',
      '--until',
      until,
      '--actor',
      'ops',
    );
    const before = await getsSeen();
    const { id } = await ask(PLAIN);
    const [degraded] = await results(id);
    const called = (await getsSeen()) - before;
    await cli('restore', 'all', '--actor', 'ops');
    const [, settled] = await results(id, 2);

    expect(degraded).toMatchObject({
      outcome: 'degraded',
      data: { cause: { code: 'maintenance', detail: 'switched-off', until, reason: { fr: 'à la demande du CCSS' } } },
    });
    expect(called).toBe(0);
    expect(settled).toMatchObject({ outcome: 'answered', data: { verdict: { affiliated: true }, supersedes: degraded?.id } });
  });

  it('that mySecu is under maintenance: checks are degraded with its words, and asked at its end (R12)', async () => {
    const to = new Date(Date.now() + 25_000).toISOString();
    const window = `maintenance: [ { component: service, from: "2026-01-01T00:00:00Z", to: "${to}", text: { fr: "Mise à jour" } } ]`;
    await cli('apply', '-f', directoryOf(VENDORS, [window]), '--yes');
    const { id } = await ask(PLAIN);
    const [degraded] = await results(id);
    const [, settled] = await results(id, 2);

    expect(degraded?.data.cause).toMatchObject({
      code: 'maintenance',
      detail: 'announced',
      until: to,
      reason: { fr: 'Mise à jour' },
    });
    expect(settled?.outcome).toBe('answered');
    expect(settled?.heardAtMs).toBeGreaterThanOrEqual(Date.parse(to));
  });

  it('that the backlog rests, goes on, or is given up, and see it without a name in it', async () => {
    await world.platform.commit({ kind: 'http-503', step: 'get' });
    const [kept, dropped] = [await askMany(world, 2, { vendor: 'plain' }), await askMany(world, 1, { vendor: 'batching' })];
    await cli('deferred', 'pause', 'all', '--reason', 'let mySecu breathe', '--actor', 'ops');
    await world.platform.mend();
    await world.sayThatMysecuIsUp();
    const listed = await cli('deferred', 'list');
    const asJson = await cli('deferred', 'list', 'vendor/plain', '-o', 'json');
    await cli('deferred', 'drop', 'vendor/batching', '--reason', 'no longer needed', '--yes', '--actor', 'ops');
    const [, gone] = await results(dropped[0]?.id ?? '', 2);
    const restedSoFar = kept.every(({ id }) => !world.ledger.isSettled(id));
    await cli('deferred', 'resume', 'all', '--actor', 'ops');
    const open = await world.ledger.untilSettled(
      kept.map(({ id }) => id),
      60_000,
    );

    expect(listed).toMatch(/plain +\w+ +mysecu-unavailable +\d/);
    expect(listed).toContain('paused: all, until it is resumed: let mySecu breathe');
    expect(`${listed}${asJson}`).not.toMatch(/\d{13}/);
    expect(JSON.parse(asJson)).toHaveLength(2);
    expect(gone).toMatchObject({ outcome: 'rejected', data: { cause: { code: 'recheck-ended', detail: 'dropped' } } });
    expect(restedSoFar).toBe(true);
    expect(open).toEqual([]);
    expect(await cli('deferred', 'list')).toContain('no check waits for its answer');
  });
});

describe('a last known verdict', () => {
  it('is shown, with its age, to the vendor with a consent alone, and later said to have held (R15)', async () => {
    const first = await ask(CONSENTED);
    const [answered] = await results(first.id);
    await ask(PLAIN).then(({ id }) => results(id));
    await world.platform.commit({ kind: 'http-503', step: 'get' });
    const [shown, notShown] = await Promise.all([ask(CONSENTED), ask(PLAIN)]);
    const [[degraded], [plain]] = await Promise.all([results(shown.id), results(notShown.id)]);
    await world.platform.mend();
    await world.sayThatMysecuIsUp();
    const [, settled] = await results(shown.id, 2);
    await results(notShown.id, 2);

    expect(degraded).toMatchObject({ outcome: 'degraded', data: { lastKnown: { verdict: answered?.data.verdict } } });
    expect(degraded?.data).not.toHaveProperty('verdict');
    expect(plain?.data).not.toHaveProperty('lastKnown');
    expect(settled).toMatchObject({ outcome: 'answered', data: { changed: false } });
  });

  it('is kept so that nobody can read it who has no key', async () => {
    const records = await readAll('officine.checks.last-known.v1');

    expect(records.length).toBeGreaterThan(0);
    expect(records.join()).not.toMatch(/1980010112302|ASSELBORN/);
  });
});

describe('a check of the batch topic', () => {
  const send = (until: string) =>
    world.ledger.ask({ vendor: 'batching', pharmacy: pharmaciesOf(BATCHING)[0] ?? '', question: QUESTION, until });

  it('is answered when nobody else wants the permit', async () => {
    const { id } = await send(new Date(Date.now() + 600_000).toISOString());
    const [answered] = await results(id);

    expect(answered).toMatchObject({ outcome: 'answered', data: { verdict: { affiliated: true } } });
  });

  it('waits while mySecu is away, and ends at its end', async () => {
    await cli('degrade', 'check/affiliation', '--reason', 'away', '--actor', 'ops');
    const until = new Date(Date.now() + 8_000).toISOString();
    const { id } = await send(until);
    const [ended] = await results(id);
    await cli('restore', 'check/affiliation', '--actor', 'ops');

    expect(ended).toMatchObject({ outcome: 'rejected', data: { cause: { code: 'recheck-ended' } } });
    expect(ended?.heardAtMs).toBeGreaterThanOrEqual(Date.parse(until) - 500);
  });
});

/** Key and value of each record of a topic, as text. */
async function readAll(topic: string): Promise<string[]> {
  const kafka = new Kafka({ clientId: 'decisions', brokers: world.stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `decisions-${crypto.randomUUID()}` });
  const records: string[] = [];
  const some = Promise.withResolvers<void>();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      records.push(`${String(message.key)} ${String(message.value)} ${JSON.stringify(message.headers)}`);
      some.resolve();
    },
  });
  await some.promise;
  await consumer.disconnect();
  return records;
}
