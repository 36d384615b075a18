import { setTimeout as after } from 'node:timers/promises';
import { API, writtenBy } from '@officine/e2e';
import { afterEach, expect, it } from 'vitest';
import { FAILINGS, failSends, PRODUCE_ERRORS } from './support/producer-faults.ts';
import { Trial } from './support/trial.ts';

const TOPICS = ['.results.v1', 'officine.audit.events.v1'];
/** Longer than a client waits for an answer (5 s), and than a producer is given (15 s with its repeats). */
const SILENCE_MS = 8_000;

let trial: Trial;
afterEach(() => trial?.end());

it('loses nothing, contradicts nothing and is not late, whatever error a broker answers to a send, whether it wrote or not', async () => {
  trial = await Trial.start('producer errors', { proxied: true, replicas: { verification: 2 } });

  for (const [name, code] of Object.entries(PRODUCE_ERRORS)) {
    for (const failing of ['refused', 'written'] as const) {
      for (const topic of TOPICS) {
        process.stderr.write(`${name}, ${failing}, ${topic}\n`);
        await failSends(trial.proxy, { topic, failing, code, count: 1 });
        await after(trial.random.between(100, 500));
      }
    }
  }

  const { asked, violations } = await trial.verdict({ settled: true });
  expect(asked).toBeGreaterThan(Object.keys(PRODUCE_ERRORS).length * 4 * 2);
  expect(violations).toEqual([]);
});

it('loses nothing and contradicts nothing when connections end on either side of a send, one after another', async () => {
  trial = await Trial.start('cut connections', { proxied: true, replicas: { verification: 2 } });

  for (let round = 0; round < 10; round += 1) {
    for (const failing of FAILINGS.filter((kind) => kind.startsWith('cut'))) {
      for (const topic of TOPICS) {
        await failSends(trial.proxy, { topic, failing, code: 0, count: trial.random.between(1, 3) });
        await after(trial.random.between(100, 500));
      }
    }
  }

  expect((await trial.verdict({ settled: true })).violations).toEqual([]);
});

it('loses nothing and contradicts nothing when a broker takes what it is sent and says nothing', async () => {
  trial = await Trial.start('silent broker', { proxied: true, replicas: { verification: 2 } });

  for (const topic of TOPICS) {
    await trial.disturb(async () => {
      const end = trial.proxy.intervene({
        wants: (request) => request.api === API.produce && writtenBy(request).some((written) => written.topic.endsWith(topic)),
        onAnswer: () => after(SILENCE_MS).then(() => 'pass'),
      });
      await after(SILENCE_MS);
      end();
    });
    await after(trial.random.between(2_000, 4_000));
  }

  expect((await trial.verdict({ settled: true })).violations).toEqual([]);
});
