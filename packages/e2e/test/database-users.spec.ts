import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type AuditCollections,
  auditCollections,
  ChainWriter,
  CheckpointBook,
  databaseTrail,
  ensureIndexes,
  erasePerson,
  findFacts,
  INDEXES,
  placeHold,
  purgeExpired,
  releaseHold,
  type Signer,
  SubjectRegistry,
  signerOf,
  verifyTrail,
} from '@officine/audit';
import { createRunFolder, type LocalMongodb, type RunFolder, silentProgress, startMongodb } from '@officine/devstack';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SCRIPTS = new URL('../../../services/audit/scripts/', import.meta.url);
const USERS = ['ingest', 'purge', 'steward', 'reader'] as const;
type User = (typeof USERS)[number];
const PERSON = { kid: 'k', hmac: 'the-person' };
const DATABASE = `officine_users_${randomUUID().slice(0, 8)}`;

let run: RunFolder;
let mongodb: LocalMongodb | undefined;
let folder: string;
let signer: Signer;
const clients = new Map<User, MongoClient>();
const as = (user: User): AuditCollections => auditCollections(clients.get(user)!.db(DATABASE));

/**
 * Against a replica set of your own: MONGODB_ADMIN_URI. Else against the stand-in, which asks for users as MongoDB does, but takes
 * what a role may do in one collection for what it may do in all: refusals that depend on the collection are left to a real server.
 */
const isReal = process.env['MONGODB_ADMIN_URI'] !== undefined;
/** Every command that a user's work sent: `<action> <collection>`. */
const sent = new Map<User, Set<string>>();

beforeAll(async () => {
  run = createRunFolder();
  const given = process.env['MONGODB_ADMIN_URI'];
  mongodb = given === undefined ? await startMongodb(run, silentProgress, { withUsers: true }) : undefined;
  const adminUri = given ?? mongodb?.uri ?? '';
  folder = await mkdtemp(join(tmpdir(), 'officine-users-'));
  const passwords = new Map(USERS.map((user) => [user, randomUUID()]));
  await Promise.all(USERS.map((user) => writeFile(join(folder, `${user}.password`), `${passwords.get(user)}\n`)));

  const env = { PATH: process.env['PATH'], MONGODB_ADMIN_URI: adminUri, OFFICINE_DATABASE: DATABASE };
  const script = fileURLToPath(new URL('create-database-users.mjs', SCRIPTS));
  const runScript = () => promisify(execFile)(process.execPath, [script, folder], { env });
  await runScript();
  // What is there is brought up to date.
  expect((await runScript()).stdout).toContain('officine-audit-ingest');

  for (const [user, password] of passwords) {
    const uri = new URL(adminUri);
    uri.username = `officine-audit-${user}`;
    uri.password = password;
    uri.searchParams.set('authSource', DATABASE);
    const client = new MongoClient(uri.href, { monitorCommands: true });
    const log = new Set<string>();
    client.on('commandStarted', ({ command, databaseName }) => {
      if (databaseName === DATABASE) {
        privilegesFor(command).forEach((privilege) => void log.add(privilege));
      }
    });
    sent.set(user, log);
    clients.set(user, await client.connect());
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  signer = await signerOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
});
afterAll(async () => {
  await Promise.all([...clients.values()].map((client) => client.close()));
  await mongodb?.stop();
  run.remove();
  await rm(folder, { recursive: true });
});

function someEvents(from: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: `e-${from + index}`,
    source: '/test',
    offset: from + index,
    data: {
      action: 'check.answered' as const,
      at: new Date(Date.UTC(2026, 10, 1) + (from + index) * 1_000).toISOString(),
      environment: 'custom' as const,
      service: 'test',
      requestId: `r-${from + index}`,
      subject: PERSON,
    },
  }));
}

const REFUSED = { codeName: 'Unauthorized' };

/** What MongoDB demands for a command, as its manual lists it. */
function privilegesFor(command: Record<string, unknown>): string[] {
  const [name = ''] = Object.keys(command);
  const collection = String(name === 'getMore' ? command['collection'] : command[name]);
  const updates = (command['updates'] ?? []) as readonly { readonly upsert?: boolean }[];
  const actions: Record<string, string[]> = {
    find: ['find'],
    getMore: ['find'],
    aggregate: ['find'],
    count: ['find'],
    distinct: ['find'],
    listIndexes: ['listIndexes'],
    createIndexes: ['createIndex'],
    insert: ['insert'],
    delete: ['remove'],
    update: ['update', ...(updates.some(({ upsert }) => upsert === true) ? ['insert'] : [])],
  };
  return (actions[name] ?? []).map((action) => `${action} ${collection}`);
}

interface Privilege {
  readonly resource: { readonly collection: string };
  readonly actions: readonly string[];
}

async function granted(user: User): Promise<Set<string>> {
  const { privilegesOf } = await import(new URL('database-roles.mjs', SCRIPTS).href);
  const privileges = privilegesOf(DATABASE)[user] as readonly Privilege[];
  return new Set(privileges.flatMap(({ resource, actions }) => actions.map((action) => `${action} ${resource.collection}`)));
}

/** A user's work needs no more than it may do, collection by collection. */
async function demandNoMoreThanGranted(user: User): Promise<void> {
  const may = await granted(user);
  expect([...sent.get(user)!].filter((privilege) => !may.has(privilege))).toEqual([]);
}

describe("the audit's database users", () => {
  it('find the indexes that the service needs, made by the script', async () => {
    const { INDEXES: made, COLLECTIONS } = await import(new URL('database-roles.mjs', SCRIPTS).href);

    expect(made).toEqual(Object.fromEntries(Object.entries(INDEXES).map(([name, indexes]) => [`audit_${name}`, indexes])));
    const names = Object.values(as('reader')).map(({ collectionName }) => collectionName);
    expect(new Set(COLLECTIONS)).toEqual(new Set(names));
    await expect(ensureIndexes(as('ingest'))).resolves.toBeUndefined();
  });

  it('let ingest append, sign and publish', async () => {
    const own = as('ingest');
    const writer = new ChainWriter(own, new SubjectRegistry(own), { cluster: 'c', topic: 't', partition: 0 });
    await writer.append(someEvents(0, 10));
    await writer.append([...someEvents(5, 10), ...someEvents(5, 10)]);
    const book = new CheckpointBook(own, signer);
    await book.signHeads();
    await book.publishPending(async () => undefined);

    expect(await own.chain.countDocuments()).toBe(15);
    await demandNoMoreThanGranted('ingest');
  });

  it('may change or remove nothing but what their work is, in the collections that it is in', async () => {
    const changes = (privileges: Set<string>) => [...privileges].filter((privilege) => !/^(find|listIndexes) /.test(privilege));

    expect(changes(await granted('reader'))).toEqual([]);
    expect(changes(await granted('ingest')).filter((privilege) => !privilege.startsWith('insert '))).toEqual([]);
    expect(changes(await granted('purge'))).toEqual(['remove audit_chain', 'remove audit_content', 'insert audit_purges']);
    expect(changes(await granted('steward')).join()).not.toMatch(/audit_(chain|content|checkpoints|purges)/);
  });

  it.each<[string, (own: AuditCollections) => Promise<unknown>]>([
    ['change a record', ({ content }) => content.updateOne({ _id: 'e-1' }, { $set: { outcome: 'forged' } })],
    ['replace a link', ({ chain }) => chain.updateOne({ _id: 'e-1' }, { $set: { offset: 99 } })],
    ['delete a record', ({ content }) => content.deleteOne({ _id: 'e-1' })],
    ['delete a checkpoint', ({ checkpoints }) => checkpoints.deleteOne({ _id: 1 })],
    ['forget a person', ({ subjects }) => subjects.deleteMany({})],
    ['lift a hold', ({ holds }) => holds.deleteMany({})],
    ['let records expire by an index', ({ content }) => content.createIndex({ at: 1 }, { name: 'ttl', expireAfterSeconds: 1 })],
    ['drop a collection', ({ chain }) => chain.drop()],
  ])('do not let ingest %s', async (_, deed) => {
    await expect(deed(as('ingest'))).rejects.toMatchObject(REFUSED);
  });

  it('do not let ingest say that something was purged', async () => {
    expect(await granted('ingest')).not.toContain('insert audit_purges');
    if (isReal) await expect(as('ingest').purges.insertOne({ _id: 'x' } as never)).rejects.toMatchObject(REFUSED);
  });

  it('let the steward hold, release and erase, and touch no record', async () => {
    const own = as('steward');
    const hold = await placeHold(own, { scope: { requestId: 'r-1' }, ground: 'inquiry', by: 'dpo' });
    await releaseHold(own, hold._id);
    expect(await erasePerson(own, [PERSON], 'GDPR 17')).toMatchObject({ pseudonyms: 1, records: 15 });

    await demandNoMoreThanGranted('steward');
    if (isReal) {
      await expect(own.content.deleteOne({ _id: 'e-1' })).rejects.toMatchObject(REFUSED);
      await expect(own.chain.insertOne({ _id: 'x' } as never)).rejects.toMatchObject(REFUSED);
    }
  });

  it('let the purge take what has expired, with its signed record, and write nothing else', async () => {
    const own = as('purge');
    expect(await purgeExpired(own, signer, new Date(Date.UTC(2026, 10, 1) + 5_000))).toMatchObject({ contents: 5, links: 5 });

    await demandNoMoreThanGranted('purge');
    await expect(own.content.updateOne({ _id: 'e-7' }, { $set: { at: new Date(0) } })).rejects.toMatchObject(REFUSED);
    await expect(own.content.createIndex({ at: 1 }, { name: 'ttl', expireAfterSeconds: 1 })).rejects.toMatchObject(REFUSED);
    if (isReal) {
      await expect(own.content.insertOne({ _id: 'x' } as never)).rejects.toMatchObject(REFUSED);
      await expect(own.subjects.deleteMany({})).rejects.toMatchObject(REFUSED);
    }
  });

  it('let the reader verify and find, and write nothing', async () => {
    const own = as('reader');
    expect(await verifyTrail(databaseTrail(own), { publicKeys: [signer.publicKey] })).toMatchObject({
      records: 10,
      findings: [],
    });
    expect(await findFacts(own, { requestId: 'r-7' })).toHaveLength(1);
    await demandNoMoreThanGranted('reader');

    await expect(own.holds.insertOne({ _id: 'x' } as never)).rejects.toMatchObject(REFUSED);
    await expect(own.content.deleteMany({})).rejects.toMatchObject(REFUSED);
  });
});
