import { createPublicKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';
import { afterEach, expect, it, vi } from 'vitest';
import { readTopic } from '../src/index.ts';
import { officine } from '../test/support/officine-command.ts';
import { Trial } from './support/trial.ts';

const KILLS = Number(process.env['CRASH_AUDIT_KILLS'] ?? 12);
const TOPIC = 'officine.audit.events.v1';

let trial: Trial;
afterEach(() => trial?.end());

it(`the record misses nothing, doubles nothing and keeps its chain when audit and MongoDB are killed ${KILLS} times under load`, async () => {
  trial = await Trial.start('audit', {
    services: ['verification', 'auth-token', 'audit'],
    replicas: { verification: 1, 'auth-token': 1, audit: 2 },
  });
  const { mongodb } = trial.stack.infrastructure;

  for (let kill = 0; kill < KILLS; kill += 1) {
    await after(trial.random.between(200, 3_000));
    await trial.disturb(async () => {
      if (mongodb !== undefined && kill % 2 === 1) {
        await mongodb.crash();
        await after(trial.random.between(0, 4_000));
        await mongodb.restart();
      } else {
        const victim = trial.random.pick(trial.replicasOf('audit'));
        await victim.kill('SIGKILL');
        await after(trial.random.between(0, 8_000));
        await victim.restart();
      }
    });
  }

  const { asked, violations } = await trial.verdict();
  expect(asked).toBeGreaterThan(KILLS * 10);
  expect(violations).toEqual([]);
  await recorded();
  const topic = await readTopic(kafka(), TOPIC);
  const ids = new Set(topic.map(({ headers }) => headers['ce_id']));
  expect(await linksInDatabase()).toBe(ids.size);
  expect(await cli('audit', 'verify', '-k', await publicKey())).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining('all as it was'),
  });
  expect(await cli('audit', 'reconcile', 'acme', '--events', '--settled', '0')).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining(': 0 differences'),
  });
});

const cli = (...args: readonly string[]) => officine(trial.stack, args);
const kafka = () => new Kafka({ clientId: 'judge', brokers: trial.stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });

async function publicKey(): Promise<string> {
  const pem = await readFile(trial.stack.settings['OFFICINE_AUDIT_SIGNING_KEY_FILE'] ?? '', 'utf8');
  const file = join(trial.stack.infrastructure.run.temporary, 'audit.pub.pem');
  await writeFile(file, createPublicKey(pem).export({ type: 'spki', format: 'pem' }));
  return file;
}

/** Resolves when the group has committed all of the topic. */
async function recorded(): Promise<void> {
  const admin = kafka().admin();
  await admin.connect();
  await vi.waitUntil(
    async () => {
      const ends = await admin.fetchTopicOffsets(TOPIC);
      const [group] = await admin.fetchOffsets({ groupId: 'officine.audit', topics: [TOPIC] });
      const committed = new Map(group?.partitions.map(({ partition, offset }) => [partition, offset]));
      return ends.every(({ partition, low, high }) => low === high || committed.get(partition) === high);
    },
    { timeout: 120_000, interval: 500 },
  );
  await admin.disconnect();
}

async function linksInDatabase(): Promise<number> {
  const client = await new MongoClient(trial.stack.mongodbUri).connect();
  try {
    return await client.db('officine').collection('audit_chain').countDocuments();
  } finally {
    await client.close();
  }
}
