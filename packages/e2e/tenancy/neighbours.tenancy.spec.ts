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
import { completeMatricule } from '@officine/mysecu-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryFileOf, pharmaciesOf } from './support/installation.ts';
import { question } from './support/load.ts';
import { PlatformTruth } from './support/platform-truth.ts';

const QUIET = pharmaciesOf('quiet', 4);
const LOUD = pharmaciesOf('loud', 4);
/**
 * mySecu takes as long as health platforms that publish it, only shorter: half of the answers 250 ms, one in twenty 700 ms. Those about
 * one person take the same every time, so that chance is alike alone and beside the neighbour and what differs is the neighbour's doing.
 */
const PEOPLE = Array.from({ length: 40 }, (_, index) => {
  const share = (index + 0.5) / 40;
  return { matricule: completeMatricule(`19700101${100 + index}`), takesMs: Math.round(250 * (share / (1 - share)) ** 0.35) };
});
/** Of the quiet vendor, so many a second in an open loop. */
const PER_SECOND = 5;
const SECONDS = Number(process.env['TENANCY_SECONDS'] ?? 40);
const MOST_WORSE = 0.2;
/** Bytes a second: some seventy checks, several times what mySecu may be asked for everybody. */
const QUOTA = 20_000;
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
    // The rate is what is scarce, and shared in turn; calls may overlap, so that a machine that is slow today is not taken for a flood.
    settings: { MYSECU_RATE_PER_SECOND: '20', MYSECU_CONCURRENCY: '160' },
    // One signature in twenty is verified by the simulator: what it costs to play mySecu is no neighbour's fault.
    simulator: { verifyOneIn: 20 },
    services: ['verification', 'auth-token'],
    replicas: { verification: 2 },
  });
  await kafka.setQuota(vendorQuota({ id: 'loud', quota: { writeBytesPerSecond: QUOTA, requestPercent: 20 } }));
  await new PlatformTruth(stack.simulator.controlUrl).takes(PEOPLE);
  quiet = await createClient({ vendor: 'quiet', kafka: kafka.settingsOf(vendorUser('quiet')) });
  await measure(15);
});

afterAll(async () => {
  await quiet?.close();
  await stack?.stop();
  await kafka?.stop();
  run.remove();
});

describe('a neighbour', () => {
  it.each([
    ['publishes poison: records that nobody can read', () => poison()],
    // Last: what it leaves is asked again for long.
    ['floods: checks without end, far beyond the rate of the platform', () => checks()],
  ])(`that %s changes another vendor's p99 by a fifth at most`, async (what, messages) => {
    const alone = timesOf(await measure(SECONDS));
    const stop = flood(messages);
    await after(2_000);
    const beside = timesOf(await measure(SECONDS));
    const { sent, bytesPerSecond } = await stop();

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
    expect(beside.notAnswered).toEqual({});
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

function timesOf(results: Times): { p50: number; p99: number; notAnswered: Record<string, number>; checks: number } {
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)] ?? 0);
  return {
    p50: at(0.5),
    p99: at(0.99),
    notAnswered: counted(results.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'answered')),
    checks: results.length,
  };
}

async function askOnce(number: number): Promise<{ ms: number; outcome: string }> {
  const pharmacy = QUIET[number % QUIET.length] ?? '';
  const begun = performance.now();
  const result = await quiet.check(
    { check: 'affiliation', pharmacy, user: { id: 'u-1', role: 'pharmacist' }, affiliation: { matricule: personOf(number) } },
    { timeoutMs: 10_000 },
  );
  const outcome =
    result.outcome === 'answered' ? 'answered' : [result.cause.code, result.cause.step, result.cause.detail].join(' ');
  return { ms: performance.now() - begun, outcome };
}

/** In an order in which quick and slow answers alternate. */
function personOf(number: number): string {
  return PEOPLE[(number * 17) % PEOPLE.length]?.matricule ?? '';
}

function counted(words: readonly string[]): Record<string, number> {
  return Object.fromEntries([...new Set(words)].map((word) => [word, words.filter((each) => each === word).length]));
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
    const data = { ...question(pharmacy, index, 3_000), affiliation: { matricule: personOf(index) } };
    return { key: pharmacy, value: JSON.stringify(data), headers: headersOf() };
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
