import { setTimeout as after } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { Trial } from './support/trial.ts';

/** Longer than a group session (6 s): the group goes on without the paused replica, which wakes as a stranger. */
const LONGER_THAN_A_SESSION_MS = 9_000;
const KILLS = Number(process.env['CRASH_KILLS'] ?? 100);

let trial: Trial;
afterEach(() => trial?.end());

it(`loses nothing and contradicts nothing when replicas are killed ${KILLS} times, whatever they were doing`, async () => {
  trial = await Trial.start('kills');

  for (let kill = 0; kill < KILLS; kill += 1) {
    await after(trial.random.between(50, 1500));
    await trial.disturb(async () => {
      const victim = trial.anyReplica();
      await victim.kill('SIGKILL');
      await victim.restart();
    });
  }

  const { asked, violations } = await trial.verdict();
  expect(asked).toBeGreaterThan(KILLS);
  expect(violations).toEqual([]);
});

it('loses nothing and contradicts nothing when a replica sleeps for longer than its session and wakes again', async () => {
  trial = await Trial.start('pauses');

  for (const replica of trial.replicasOf('verification')) {
    await trial.disturb(async () => {
      await replica.kill('SIGSTOP');
      await after(LONGER_THAN_A_SESSION_MS);
      await replica.kill('SIGCONT');
      await replica.ready();
    });
    await after(trial.random.between(500, 2000));
  }

  expect((await trial.verdict()).violations).toEqual([]);
});

it('loses nothing, contradicts nothing and is never late by more than a rebalance in a rolling restart', async () => {
  trial = await Trial.start('rolling restart');

  for (const replica of trial.stack.serviceHandles()) {
    await trial.disturb(() => replica.restart());
    await after(trial.random.between(500, 2000));
  }

  expect((await trial.verdict()).violations).toEqual([]);
});
