import { setTimeout as after } from 'node:timers/promises';
import { API } from '@officine/e2e';
import { afterEach, expect, it } from 'vitest';
import { processBehind } from './support/process-behind.ts';
import { Trial } from './support/trial.ts';

/** Longer than a session, so that the group goes on without the replica. */
const NO_HEARTBEAT_MS = 9_000;
/** A moment for checks in flight to end by themselves, then they are degraded; the rest is leaving. */
const STOPPED_WITHIN_MS = 12_000;

let trial: Trial;
afterEach(() => trial?.end());

it('answers every check once and in time while replicas leave and join', async () => {
  trial = await Trial.start('join and leave');
  const [, second, third] = trial.replicasOf('verification');

  // Never excused: who leaves in order and who joins costs nobody an answer in time.
  for (const replica of [third, second, third, second]) {
    await replica?.stop();
    await after(trial.random.between(500, 2_000));
    await replica?.restart();
    await after(trial.random.between(500, 2_000));
  }

  const { asked, violations, doubled } = await trial.verdict({ settled: true });
  expect(asked).toBeGreaterThan(200);
  expect(violations).toEqual([]);
  expect(doubled).toEqual([]);
});

it('stops within its bound though mySecu is silent, and nobody is left without a result in time', async () => {
  trial = await Trial.start('slow stop', { settings: { MYSECU_READ_TIMEOUT_MS: '60000' } });
  await trial.platform.setLatencyMs(40_000);
  await after(4_000);

  for (const replica of trial.replicasOf('verification').slice(1)) {
    const begunMs = performance.now();
    await replica.kill('SIGTERM');
    const tookMs = performance.now() - begunMs;
    process.stderr.write(`stopped in ${Math.round(tookMs)} ms: ${JSON.stringify(await replica.ended)}\n`);
    expect(await replica.ended).toMatchObject({ code: 0 });
    expect(tookMs).toBeLessThan(STOPPED_WITHIN_MS);
  }
  await trial.platform.setLatencyMs(100);

  expect((await trial.verdict()).violations).toEqual([]);
});

it('loses and contradicts nothing when the heartbeats of a replica are not answered: it falls silent and comes back', async () => {
  trial = await Trial.start('late heartbeats', { proxied: true });

  for (const replica of trial.replicasOf('verification')) {
    await trial.disturb(async () => {
      const end = trial.proxy.intervene({
        wants: (request, port) => request.api === API.heartbeat && processBehind(port, [replica]) !== undefined,
        onAnswer: () => after(NO_HEARTBEAT_MS).then(() => 'pass'),
      });
      await after(NO_HEARTBEAT_MS);
      end();
    });
    await after(trial.random.between(1_000, 3_000));
  }

  const [first] = trial.replicasOf('verification');
  const metrics = await (await fetch(first?.metricsUrl ?? '')).text();
  expect((await trial.verdict({ settled: true })).violations).toEqual([]);
  expect(metrics).toMatch(/officine_kafka_stalls[^\n]*reason="[^"]*heartbeat/);
});
