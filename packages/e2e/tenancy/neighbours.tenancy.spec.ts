import { loadavg } from 'node:os';
import { setTimeout as after } from 'node:timers/promises';
import { type Client, createClient } from '@officine/client';
import { SERVICES, serviceUser, vendorQuota, vendorUser } from '@officine/contracts';
import {
  createRunFolder,
  type GuardedKafka,
  type Stack,
  silentProgress,
  startGuardedKafka,
  startStack,
} from '@officine/devstack';
import { connectKafka } from '@officine/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryFileOf, pharmaciesOf } from './support/installation.ts';
import { question } from './support/load.ts';
import { PlatformTruth } from './support/platform-truth.ts';

const QUIET = pharmaciesOf('quiet', 4);
const LOUD = pharmaciesOf('loud', 4);
const MYSECU_MS = 250;
/** Of the quiet vendor, so many a second in an open loop. */
const PER_SECOND = 10;
const SECONDS = Number(process.env['TENANCY_SECONDS'] ?? 15);
const MOST_WORSE = 0.2;
/** Bytes a second: some ninety checks, more than twice what mySecu may be asked for everybody. */
const QUOTA = 40_000;
/** Alone and beside the neighbour in turn, so that a busy machine disturbs both alike. */
const ROUNDS = 3;
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const run = createRunFolder();
let kafka: GuardedKafka;
let stack: Stack;
let quiet: Client;

beforeAll(async () => {
  kafka = await startGuardedKafka([...SERVICES.map(serviceUser), vendorUser('quiet'), vendorUser('loud')], run, silentProgress);
  stack = await startStack({
    guardedKafka: kafka,
    directoryFile: directoryFileOf({
      vendors: [
        { id: 'quiet', pharmacies: QUIET.length },
        { id: 'loud', pharmacies: LOUD.length },
      ],
    }),
    // A platform as it may be: what the flood cannot have, its neighbour has.
    settings: { MYSECU_RATE_PER_SECOND: '40', MYSECU_CONCURRENCY: '40' },
    services: ['verification', 'auth-token'],
    replicas: { verification: 2 },
  });
  await kafka.setQuota(vendorQuota({ id: 'loud', quota: { writeBytesPerSecond: QUOTA, requestPercent: 20 } }));
  await new PlatformTruth(stack.simulator.controlUrl).latency(MYSECU_MS);
  quiet = await createClient({ vendor: 'quiet', kafka: kafka.settingsOf(vendorUser('quiet')) });
  await measure(3);
});

afterAll(async () => {
  await quiet?.close();
  await stack?.stop();
  await kafka?.stop();
  run.remove();
});

describe('a neighbour', () => {
  it.each([
    ['floods: checks without end, far beyond the rate of the platform', () => checks()],
    ['publishes poison: records that nobody can read', () => poison()],
  ])(`that %s changes another vendor's p99 by a fifth at most`, async (what, messages) => {
    const rounds: { alone: Times; beside: Times; sent: number; bytesPerSecond: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const alone = await measure(SECONDS);
      const stop = flood(messages);
      await after(2_000);
      const beside = await measure(SECONDS);
      rounds.push({ alone, beside, ...(await stop()) });
      // What it left behind is its own: re-checks run with permits that nobody needs.
      await after(5_000);
    }
    const alone = timesOf(rounds.flatMap((round) => round.alone));
    const beside = timesOf(rounds.flatMap((round) => round.beside));
    const sent = rounds.reduce((sum, round) => sum + round.sent, 0);
    const bytesPerSecond = Math.max(...rounds.map((round) => round.bytesPerSecond));

    const worse = beside.p99 / alone.p99 - 1;
    const figures = {
      what,
      load: loadavg()[0],
      alone,
      beside,
      worse: Number(worse.toFixed(3)),
      sentByNeighbour: sent,
      bytesPerSecond: Math.round(bytesPerSecond),
    };
    process.stderr.write(`neighbour: ${JSON.stringify(figures)}\n`);
    expect(beside.notAnswered).toBe(0);
    expect(sent).toBeGreaterThan(500);
    // The broker itself slows down who sends more than its quota; a burst of some seconds is free.
    expect(bytesPerSecond).toBeLessThanOrEqual(QUOTA * 1.5);
    expect(worse).toBeLessThanOrEqual(MOST_WORSE);
  });
});

type Times = readonly { readonly ms: number; readonly outcome: string }[];

/** The quiet vendor's own times, in an open loop. */
async function measure(seconds: number): Promise<Times> {
  const asked: Promise<{ ms: number; outcome: string }>[] = [];
  const begun = performance.now();
  for (let number = 0; number < seconds * PER_SECOND; number += 1) {
    await after(Math.max(0, begun + (number * 1_000) / PER_SECOND - performance.now()));
    asked.push(askOnce(number));
  }
  return await Promise.all(asked);
}

function timesOf(results: Times): { p50: number; p99: number; notAnswered: number; checks: number } {
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)] ?? 0);
  return {
    p50: at(0.5),
    p99: at(0.99),
    notAnswered: results.filter(({ outcome }) => outcome !== 'answered').length,
    checks: results.length,
  };
}

async function askOnce(number: number): Promise<{ ms: number; outcome: string }> {
  const pharmacy = QUIET[number % QUIET.length] ?? '';
  const { timeoutMs, affiliation, user } = question(pharmacy, number, 10_000);
  const begun = performance.now();
  const { outcome } = await quiet.check(
    { check: 'affiliation', pharmacy, user, affiliation: { matricule: affiliation.matricule ?? '' } },
    { timeoutMs },
  );
  return { ms: performance.now() - begun, outcome };
}

type Message = { readonly key: string; readonly value: string; readonly headers: Record<string, string> };

/** Publishes as fast as its quota lets it, until stopped; resolves with the number of records. */
function flood(messages: () => Message[]): () => Promise<{ readonly sent: number; readonly bytesPerSecond: number }> {
  const producer = connectKafka(kafka.settingsOf(vendorUser('loud')), SILENT).producer({ allowAutoTopicCreation: false });
  const stopped = new AbortController();
  let sent = 0;
  let bytes = 0;
  const begun = performance.now();
  const running = (async () => {
    await producer.connect();
    while (!stopped.signal.aborted) {
      const batch = messages();
      await producer.send({ topic: 'officine.vendor.loud.requests.v1', messages: batch }).then(
        () => {
          sent += batch.length;
          bytes += batch.reduce((sum, { value }) => sum + value.length, 0);
        },
        () => after(100),
      );
    }
    await producer.disconnect();
  })();
  return async () => {
    stopped.abort();
    await running;
    return { sent, bytesPerSecond: bytes / ((performance.now() - begun) / 1_000) };
  };
}

function checks(): Message[] {
  return Array.from({ length: 20 }, (_, index) => {
    const pharmacy = LOUD[index % LOUD.length] ?? '';
    return { key: pharmacy, value: JSON.stringify(question(pharmacy, index, 3_000)), headers: headersOf() };
  });
}

function poison(): Message[] {
  return Array.from({ length: 20 }, (_, index) => ({
    key: LOUD[index % LOUD.length] ?? '',
    value: `{"check":${'['.repeat(400)}`,
    headers: {},
  }));
}

function headersOf(): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: crypto.randomUUID(),
    ce_source: 'urn:loud',
    ce_type: 'lu.officine.check.requested.v1',
    'content-type': 'application/json',
  };
}
