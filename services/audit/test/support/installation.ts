import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type AuditCollections, auditCollections, databaseTrail, kidOf, signerOf, verifyTrail } from '@officine/audit';
import { type AuditRecorded, auditRecorded, controlKey, controlKinds, encodeEvent } from '@officine/contracts';
import { connectKafka, Publisher, TopicAdmin, TopicOffsets } from '@officine/kafka';
import { type Composition, type Logger, runService } from '@officine/service-kit';
import { MongoClient } from 'mongodb';
import { addComponents } from '../../src/components.ts';
import { loadConfig } from '../../src/config.ts';
import { composeAudit } from '../../src/container.ts';
import { namesWith } from '../../src/names.ts';
import { silent } from './silent.ts';

export { silent } from './silent.ts';

/** A logger that keeps every line, unmasked: what may not be said must not even be handed to it. */
export function aListeningLogger() {
  const lines: string[] = [];
  const hear = (data: object, message: string) => {
    lines.push(inspect(data, { depth: 8 }), message);
  };
  const logger: Logger = { debug: hear, info: hear, warn: hear, error: hear, fatal: hear, child: () => logger };
  return { logger, said: () => lines.join('\n') };
}

export const PARTITIONS = 3;

/** Topics and a database of its own, and the service in this process, as often as wanted. */
export async function anInstallation() {
  const { KAFKA_BROKERS: brokers = '', MONGODB_URI: mongodbUri = '' } = process.env;
  const run = randomUUID().slice(0, 8);
  const prefix = `test-${run}.`;
  const names = namesWith(prefix);
  const folder = await mkdtemp(join(tmpdir(), 'audit-'));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keyFile = join(folder, 'signing-key.pem');
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const database = `officine_audit_test_${run}`;
  const uri = new URL(mongodbUri);
  uri.pathname = `/${database}`;

  const env = {
    KAFKA_BROKERS: brokers,
    MONGODB_URI: uri.href,
    MYSECU_ENVIRONMENT: 'custom',
    OFFICINE_AUDIT_SIGNING_KEY_FILE: keyFile,
    OFFICINE_HTTP_PORT: '0',
    OFFICINE_AUDIT_API_PORT: '0',
  };

  const kafka = connectKafka({ clientId: 'test', brokers: brokers.split(',') }, silent);
  const admin = kafka.admin();
  await admin.connect();
  // kafkajs' own creation gives up on brokers that have not heard of the topic yet.
  const topicAdmin = new TopicAdmin(kafka);
  const create = (name: string, partitions: number) => topicAdmin.ensure([{ name, partitions, config: {} }]);
  const createEvents = () => create(names.auditEvents, PARTITIONS);
  await createEvents();
  await create(names.auditCheckpoints, 1);
  await create(names.control, 1);
  const publisher = new Publisher({ kafka, logger: silent, name: 'test' });
  await publisher.publish({
    topic: names.control,
    key: controlKey('environment', 'self'),
    ...encodeEvent<unknown>(controlKinds.environment, { id: randomUUID(), source: '/test', data: { environment: 'custom' } }),
  });
  const client = await new MongoClient(uri.href).connect();
  const collections: AuditCollections = auditCollections(client.db(database));
  const offsets = new TopicOffsets(kafka);

  return {
    names,
    kafka,
    admin,
    publisher,
    collections,
    create,
    createEvents,
    publicKey,
    kid: kidOf(publicKey),
    /** Publishes an audit event; `id` repeats an earlier one. */
    record: async (data: Partial<AuditRecorded> & { pharmacy: string }, id: string = randomUUID()): Promise<string> => {
      const event: AuditRecorded = {
        action: 'check.answered',
        at: new Date().toISOString(),
        environment: 'custom',
        service: 'test',
        ...data,
      };
      const { value, headers } = encodeEvent(auditRecorded, { id, source: '/test', time: event.at, data: event });
      await publisher.publish({ topic: names.auditEvents, key: data.pharmacy, value, headers });
      return id;
    },
    /** Resolves when the database holds `count` links. */
    recorded: async (count: number): Promise<void> => {
      await expectEventually(async () => (await collections.chain.countDocuments()) >= count);
    },
    /** Resolves when every record of the topic is committed. */
    committed: async (): Promise<void> => {
      await expectEventually(async () => {
        const ends = await offsets.ends(names.auditEvents);
        const done = await offsets.committed(names.group, names.auditEvents);
        return [...ends].every(([partition, { high }]) => high === 0n || done.get(partition) === high);
      });
    },
    /** Resolves when a checkpoint vouches for every record. */
    signed: async (): Promise<void> => {
      await expectEventually(async () => {
        const report = await verifyTrail(databaseTrail(collections), { publicKeys: [publicKey] });
        return report.records > 0 && report.states.every(({ seq, vouchedTo }) => seq === vouchedTo);
      });
    },
    verify: () => verifyTrail(databaseTrail(collections), { publicKeys: [publicKey] }),
    startService: (mongodb: URL = uri, logger: Logger = silent, more: Record<string, string> = {}) =>
      startService({ ...env, MONGODB_URI: mongodb.href, ...more }, names, logger),
    prefix,
    env,
    uri,
    close: async (): Promise<void> => {
      await publisher.stop();
      await offsets.close();
      const existing = new Set(await admin.listTopics());
      await admin.deleteTopics({
        topics: [names.auditEvents, names.auditCheckpoints, names.control].filter((topic) => existing.has(topic)),
      });
      await topicAdmin.close();
      await admin.disconnect();
      await client.db(database).dropDatabase();
      await client.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Starts the service in this process; `stop` does what SIGTERM does. */
async function startService(env: Record<string, string>, names: ReturnType<typeof namesWith>, logger: Logger) {
  const exited = Promise.withResolvers<number>();
  let terminate: () => void = () => undefined;
  let app: Composition | undefined;
  await runService(
    'audit',
    async (context) => {
      const config = loadConfig(env);
      app = composeAudit(config, await signerOf(config.signingKey), context, names);
      addComponents(app, context);
    },
    {
      env,
      logger,
      on: (event, listener) => {
        if (event === 'SIGTERM') {
          terminate = () => listener('SIGTERM');
        }
      },
      exit: (code) => exited.resolve(code),
    },
  );
  if (app === undefined) {
    throw new Error(`the service did not start: exit code ${await exited.promise}`);
  }
  return {
    app,
    stop: (): Promise<number> => {
      terminate();
      return exited.promise;
    },
  };
}

/** Asks the broker or the database until it says yes: they tell nobody by themselves. */
async function expectEventually(isSo: () => Promise<boolean>): Promise<void> {
  const { vi } = await import('vitest');
  await vi.waitUntil(isSo, { timeout: 90_000, interval: 100 });
}
