import { setTimeout as after } from 'node:timers/promises';
import { ROOT } from '@officine/devstack';
import { afterEach, expect, it } from 'vitest';
import { type OtherVersion, otherVersion } from './support/other-version.ts';
import { Trial } from './support/trial.ts';

/** As the chart has it in production, the monitor's second replica and the audit's included. */
const EVERY_SERVICE = {
  services: ['verification', 'auth-token', 'audit', 'availability-monitor'],
  replicas: { verification: 3, 'auth-token': 2, audit: 2, 'availability-monitor': 2 },
} as const;

/** Nine processes that start one after the other leave a small machine little time for what was deferred meanwhile. */
const PATIENCE_MS = 300_000;

let trial: Trial | undefined;
let other: OtherVersion | undefined;
afterEach(async () => {
  await trial?.end();
  await other?.remove();
  trial = undefined;
  other = undefined;
});

/** One replica after the other, each ready before the next goes: a rolling update. The chart's own is gentler, as it adds one first. */
async function rollOut(under: Trial, root: string): Promise<void> {
  for (const replica of under.stack.serviceHandles()) {
    await under.disturb(() => replica.restart(root));
    await after(under.random.between(500, 2_000));
  }
}

it('loses nothing and contradicts nothing in a rolling restart of each service', async () => {
  trial = await Trial.start('rolling restart of each service', EVERY_SERVICE);

  await rollOut(trial, ROOT);

  const { asked, violations } = await trial.verdict({ settled: true, patienceMs: PATIENCE_MS });
  expect(asked).toBeGreaterThan(200);
  expect(violations).toEqual([]);
});

it('loses nothing and contradicts nothing from one version to the next, back, and there again', async () => {
  other = await otherVersion();
  trial = await Trial.start('versions', EVERY_SERVICE);

  await rollOut(trial, other.root);
  await after(3_000);
  await rollOut(trial, ROOT);
  await after(3_000);
  await rollOut(trial, other.root);

  const { asked, violations } = await trial.verdict({ settled: true, patienceMs: PATIENCE_MS });
  expect(asked).toBeGreaterThan(600);
  expect(violations).toEqual([]);
});
