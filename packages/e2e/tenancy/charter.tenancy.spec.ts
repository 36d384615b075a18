import { setTimeout as after } from 'node:timers/promises';
import { type Stack, startStack } from '@officine/devstack';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Seeded, seeded } from '../crash/support/seeded.ts';
import { readTopic } from '../src/index.ts';
import { OutsideVendor } from '../test/support/outside-vendor.ts';
import { directoryFileOf, PLENTY, pharmaciesOf } from './support/installation.ts';
import { Load, question } from './support/load.ts';
import { Operator } from './support/operator.ts';
import { PlatformTruth } from './support/platform-truth.ts';

const RACES = Number(process.env['TENANCY_RACES'] ?? 1_200);
const RACES_PER_SECOND = 30;
const PHARMACIES = pharmaciesOf('acme', 12);
/** A replica that has not heard yet of a new version may still call on the old one; no longer than a suspension may take. */
const IN_FORCE_WITHIN_MS = 1_000;

/** A version and the span in which it was in force. Epoch milliseconds. */
interface Version {
  readonly version: string;
  readonly fromMs: number;
  untilMs: number;
}

let stack: Stack;
let vendor: OutsideVendor;
let operator: Operator;
let truth: PlatformTruth;

beforeAll(async () => {
  stack = await startStack({
    kafkaNodes: 1,
    directoryFile: directoryFileOf({ vendors: [{ id: 'acme', pharmacies: PHARMACIES.length }] }),
    settings: PLENTY,
    services: ['verification', 'auth-token'],
    replicas: { verification: 3 },
  });
  vendor = await OutsideVendor.connect(stack.kafkaBrokers, 'acme');
  operator = new Operator(stack.kafkaBrokers);
  truth = new PlatformTruth(stack.simulator.controlUrl);
  await new Load({ vendor, pharmacies: PHARMACIES, perSecond: 1, timeoutMs: 30_000 }).warmUp();
  await truth.latency(50);
});

afterAll(async () => {
  await vendor?.close();
  await stack?.stop();
});

it(`calls nobody without the charter in ${RACES} races of acceptances, new versions and checks, by the simulator's own record (R10)`, async () => {
  const random = seeded('charter races');
  const versions: Version[] = [];
  const change = async () => {
    const version = `v${versions.length + 1}`;
    const inForceAtMs = await operator.charter(version);
    const last = versions.at(-1);
    if (last !== undefined) {
      last.untilMs = inForceAtMs;
    }
    versions.push({ version, fromMs: inForceAtMs, untilMs: Number.POSITIVE_INFINITY });
  };
  const before = (await truth.calls()).length;
  await change();
  const changing = new AbortController();
  const changes = (async () => {
    while (!changing.signal.aborted) {
      await after(random.between(1_000, 3_000));
      await change();
    }
  })();

  const users = new Map<string, { readonly user: string; readonly pharmacy: string }>();
  const races: Promise<void>[] = [];
  for (let race = 0; race < RACES; race += 1) {
    races.push(run(race, random, versions, users));
    await after(1_000 / RACES_PER_SECOND);
  }
  await Promise.all(races);
  await Promise.all([...users.keys()].map((id) => vendor.result(id)));
  changing.abort();
  await changes;

  const acceptances = await acceptedBy();
  const requestOf = await requestsByCorrelation();
  const calls = (await truth.calls()).slice(before);
  const unexplained = calls.filter(({ correlationId }) => !users.has(requestOf.get(correlationId) ?? ''));
  const forbidden = calls.filter(({ correlationId, receivedAtMs }) => {
    const asked = users.get(requestOf.get(correlationId) ?? '');
    const accepted = asked === undefined ? [] : (acceptances.get(`${asked.pharmacy}/${asked.user}`) ?? []);
    return !accepted.some(
      ({ version, atMs }) =>
        atMs <= receivedAtMs &&
        versions.some(
          (one) =>
            one.version === version &&
            receivedAtMs >= one.fromMs - IN_FORCE_WITHIN_MS &&
            receivedAtMs <= one.untilMs + IN_FORCE_WITHIN_MS,
        ),
    );
  });
  const results = [...users.keys()].map((id) => vendor.resultsOf(id)[0]);
  const rejected = results.filter((result) => result?.data.cause?.code === 'charter-not-accepted').length;
  const figures = { races: RACES, versions: versions.length, checks: users.size, calls: calls.length, rejected };
  process.stderr.write(
    `charter races: ${JSON.stringify({ ...figures, forbidden: forbidden.length, unexplained: unexplained.length })}\n`,
  );
  expect(forbidden).toEqual([]);
  expect(unexplained).toEqual([]);
  expect(calls.length).toBeGreaterThan(RACES / 10);
  expect(rejected).toBeGreaterThan(RACES / 10);
}, 600_000);

/** One user's race: the acceptance of some version, or none, somewhere among two checks, none waiting for the other. */
async function run(
  race: number,
  random: Seeded,
  versions: readonly Version[],
  users: Map<string, { readonly user: string; readonly pharmacy: string }>,
): Promise<void> {
  const pharmacy = random.pick(PHARMACIES);
  const user = `u-${race}`;
  const ask = async () => {
    const id = crypto.randomUUID();
    users.set(id, { user, pharmacy });
    await vendor.ask(question(pharmacy, race, 20_000, user), { id, key: pharmacy });
  };
  const accept = async () => {
    // Mostly the one in force, sometimes one that is over or not there yet, sometimes none.
    const dice = random.between(1, 10);
    const version =
      dice <= 6
        ? versions.at(-1)?.version
        : dice === 7
          ? versions.at(-2)?.version
          : dice === 8
            ? `v${versions.length + 1}`
            : undefined;
    if (version !== undefined) {
      await vendor.ask({ pharmacy, user, version }, { key: pharmacy, headers: { ce_type: 'lu.officine.charter.accepted.v1' } });
    }
  };
  const steps = [ask, accept, ask].map((step) => ({ step, order: random.between(1, 1_000) })).sort((a, b) => a.order - b.order);
  await Promise.all(steps.map(({ step }) => step()));
}

/** What Officine confirmed, by user: version, and the broker's time of the acceptance. */
async function acceptedBy(): Promise<Map<string, { readonly version: string; readonly atMs: number }[]>> {
  const found = new Map<string, { version: string; atMs: number }[]>();
  for (const { value } of await readAll('officine.vendor.acme.results.v1', 'lu.officine.charter.recorded.v1')) {
    const { pharmacy, user, version, acceptedAt } = value as Record<'pharmacy' | 'user' | 'version' | 'acceptedAt', string>;
    const key = `${pharmacy}/${user}`;
    found.set(key, [...(found.get(key) ?? []), { version, atMs: Date.parse(acceptedAt) }]);
  }
  return found;
}

/** The request of each call, as the audit has it. */
async function requestsByCorrelation(): Promise<Map<string, string>> {
  const facts = await readAll('officine.audit.events.v1', 'lu.officine.audit.recorded.v1');
  return new Map(
    facts.flatMap(({ value }) => {
      const { action, correlationId, requestId } = value as Record<'action' | 'correlationId' | 'requestId', string | undefined>;
      return action === 'check.called' && correlationId && requestId ? [[correlationId, requestId] as const] : [];
    }),
  );
}

async function readAll(topic: string, type: string): Promise<{ readonly value: unknown }[]> {
  const kafka = new Kafka({ clientId: 'judge', brokers: stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const records = await readTopic(kafka, topic);
  return records
    .filter(({ headers }) => headers['ce_type'] === type)
    .map(({ value }) => ({ value: JSON.parse(String(value)) as unknown }));
}
