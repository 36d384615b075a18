import { setTimeout as after } from 'node:timers/promises';
import { API, produceRefusal, withTopicError, writtenBy } from '@officine/e2e';
import { afterEach, expect, it } from 'vitest';
import { PHARMACIES } from './support/directory.ts';
import { flood } from './support/flood.ts';
import { applyVendors, deleteVendorTopics } from './support/operator.ts';
import { Trial } from './support/trial.ts';

const [QUIET, OTHER] = [PHARMACIES.slice(0, 6), PHARMACIES.slice(6)];
const MEASURED_MS = 20_000;
const FORBIDDEN = 29;
/** What a neighbour's flood may add to the slowest hundredth of a vendor's answers; two cores run the flood as well. */
const MAY_ADD_MS = 400;

let trial: Trial;
afterEach(() => trial?.end());

it('keeps the answers of one vendor as quick as they were while another floods and poisons its topic', async () => {
  trial = await Trial.start('flood', { clients: { acme: QUIET, loud: OTHER }, replicas: { verification: 2 } });
  await workedFor('loud');
  const quietFrom = Date.now();
  await after(MEASURED_MS);

  const floodFrom = Date.now();
  await flood(trial.kafka, { vendor: 'loud', pharmacies: OTHER, perSecond: 300, poisonedOneIn: 4, forMs: MEASURED_MS });

  const { violations, latenciesMs } = await trial.verdict();
  const [before, during] = [p99(latenciesMs(quietFrom, floodFrom)), p99(latenciesMs(floodFrom, floodFrom + MEASURED_MS))];
  process.stderr.write(`p99 of a quiet vendor: ${before} ms, beside a flood ${during} ms\n`);
  expect(violations).toEqual([]);
  expect(during).toBeLessThan(before + MAY_ADD_MS);
});

it('serves one vendor on while the topics of another are deleted, and serves the other again when they are back', async () => {
  trial = await Trial.start('deleted topics', { clients: { acme: QUIET, gone: OTHER } });

  await deleteVendorTopics(trial.kafka, 'gone');
  await after(15_000);
  await applyVendors(trial, { acme: QUIET, gone: OTHER });
  await trial.askFor('gone', OTHER, 2);
  await after(5_000);

  expect((await trial.verdict({ vendor: 'gone', settled: true })).violations).toEqual([]);
  expect((await trial.verdict()).violations).toEqual([]);
});

it('serves one vendor on while the topics of another are forbidden to us, and serves the other once they are allowed', async () => {
  trial = await Trial.start('forbidden topics', { clients: { acme: QUIET, shut: OTHER }, proxied: true });
  const topics = ['requests', 'results'].map((kind) => `officine.vendor.shut.${kind}.v1`);

  const ends = [
    trial.proxy.intervene({
      wants: ({ api }) => api === API.metadata,
      onAnswer: (request, answer) => topics.reduce((told, topic) => withTopicError(request, told, topic, FORBIDDEN), answer),
    }),
    trial.proxy.intervene({
      wants: (request) => request.api === API.produce && writtenBy(request).some(({ topic }) => topics.includes(topic)),
      onRequest: (request) => produceRefusal(request, FORBIDDEN),
    }),
  ];
  await after(20_000);
  for (const end of ends) end();
  await trial.askFor('shut', OTHER, 2);
  await after(5_000);

  expect((await trial.verdict({ vendor: 'shut', settled: true })).violations).toEqual([]);
  expect((await trial.verdict()).violations).toEqual([]);
});

it('serves a new vendor without a restart, and the old one as before', async () => {
  trial = await Trial.start('new vendor', { clients: { acme: PHARMACIES } });

  await applyVendors(trial, { acme: QUIET, newcomer: OTHER });
  await trial.askFor('newcomer', OTHER, 10);
  await after(10_000);

  const newcomer = await trial.verdict({ vendor: 'newcomer', settled: true });
  expect(newcomer.asked).toBeGreaterThan(50);
  expect(newcomer.violations).toEqual([]);
  expect((await trial.verdict()).violations).toEqual([]);
});

/** A vendor that goes wild was at work before: first tokens and keys, and the first second of a platform's process, are not what is tried. */
async function workedFor(vendor: string): Promise<void> {
  await trial.askFor(vendor, OTHER, 60);
  await after(5_000);
  expect((await trial.verdict({ vendor })).violations).toEqual([]);
}

function p99(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;
}
