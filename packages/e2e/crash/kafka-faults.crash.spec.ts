import { setTimeout as after } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, expect, it } from 'vitest';
import { Trial } from './support/trial.ts';

/** What a recovery may take (architecture, principle 3). */
const RECOVERED_MS = 12_000;

let trial: Trial;
afterEach(() => trial?.end());

it('loses nothing and contradicts nothing when the only broker restarts', async () => {
  trial = await Trial.start('broker restart');
  const kafka = trial.stack.infrastructure.kafka;

  await after(3000);
  await trial.disturb(async () => {
    await kafka?.killNode(1);
    await kafka?.startNode(1);
  });
  await after(5000);

  const { asked, violations } = await trial.verdict();
  expect(asked).toBeGreaterThan(50);
  expect(violations).toEqual([]);
});

it('loses nothing and contradicts nothing when each of three brokers dies in turn, leaders and all', async () => {
  trial = await Trial.start('leader change', { kafkaNodes: 3 });
  const kafka = trial.stack.infrastructure.kafka;

  for (const node of kafka?.nodeIds ?? []) {
    // Each is recovered from before the next: whoever is late is late because of one.
    await after(RECOVERED_MS + trial.random.between(1000, 3000));
    await trial.disturb(async () => {
      await kafka?.killNode(node);
      await after(3000);
      await kafka?.startNode(node);
    });
  }
  await after(3000);

  const { asked, violations } = await trial.verdict();
  expect(asked).toBeGreaterThan(100);
  expect(violations).toEqual([]);
});

it('loses nothing and contradicts nothing when the topics of a vendor grow, results before requests', async () => {
  trial = await Trial.start('topic growth');
  const admin = new Kafka({ clientId: 'grow', brokers: trial.stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();

  await after(3000);
  await trial.disturb(async () => {
    for (const kind of ['results', 'requests']) {
      await admin.createPartitions({ topicPartitions: [{ topic: `officine.vendor.acme.${kind}.v1`, count: 12 }] });
    }
  });
  await after(20_000);
  await admin.disconnect();

  expect((await trial.verdict()).violations).toEqual([]);
});
