import { execFile } from 'node:child_process';
import { createPublicKey, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Infrastructure, type Stack, silentProgress, startInfrastructure, startStack } from '@officine/devstack';
import { Kafka, logLevel } from 'kafkajs';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MongodbGate } from './support/mongodb-gate.ts';
import { officine } from './support/officine-command.ts';
import { OutsideVendor, type SeenResult } from './support/outside-vendor.ts';
import { PlatformControl } from './support/platform-control.ts';
import { TokenIssuer } from './support/token-issuer.ts';

const OUTAGE_MS = Number(process.env['MONGODB_OUTAGE_SECONDS'] ?? 60) * 1_000;
const USER = 'counter-user-7f3a';
const GUESSER = 'guessing-user-91bc';
const [AFFILIATED, OTHER, NOT_FOUND] = ['1980010112302', '1992113004546', '2015100307724'] as const;

let infrastructure: Infrastructure;
let gate: MongodbGate;
let issuer: TokenIssuer;
let stack: Stack;
let vendor: OutsideVendor;
let mysecu: PlatformControl;
let client: MongoClient;
let db: Db;
let folder: string;
let publicKeyFile: string;
let apiToken: string;

beforeAll(async () => {
  infrastructure = await startInfrastructure({ progress: silentProgress });
  gate = await MongodbGate.to(infrastructure.mongodbUri);
  issuer = await TokenIssuer.start();
  const database = `officine_evidence_${randomUUID().slice(0, 8)}`;
  folder = await mkdtemp(join(tmpdir(), 'officine-evidence-'));
  stack = await startStack({
    infrastructure: { ...infrastructure, mongodbUri: gate.uriOf(database) },
    directoryFile: await directory({}),
    settings: {
      LOG_LEVEL: 'debug',
      OFFICINE_OIDC_ISSUER: issuer.url,
      OFFICINE_AUDIT_WITNESS_FILE: join(folder, 'witness'),
      // Re-checks are due no earlier than budget and call time-out: short ones keep this file short.
      MYSECU_CONNECT_TIMEOUT_MS: '1000',
      MYSECU_READ_TIMEOUT_MS: '2000',
    },
  });
  vendor = await OutsideVendor.connect(stack.kafkaBrokers, stack.vendor);
  mysecu = new PlatformControl(stack.simulator.controlUrl);
  client = await new MongoClient(infrastructure.mongodbUri).connect();
  db = client.db(database);
  const signingKey = await readFile(stack.settings['OFFICINE_AUDIT_SIGNING_KEY_FILE'] ?? '', 'utf8');
  publicKeyFile = join(folder, 'audit.pub.pem');
  await writeFile(publicKeyFile, createPublicKey(signingKey).export({ type: 'spki', format: 'pem' }));
});
afterAll(async () => {
  await vendor?.close();
  await stack?.stop();
  await db?.dropDatabase();
  await client?.close();
  await gate?.shut();
  await issuer?.close();
  await infrastructure?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The directory that is shipped, with a charter, and suspensions where they are wanted. */
async function directory({ suspended = [] }: { readonly suspended?: readonly string[] }): Promise<string> {
  const shipped = await readFile(new URL('../../devstack/directory.yaml', import.meta.url), 'utf8');
  const suspensions = suspended.map((scope) => `  - { scope: ${scope}, reason: "key lost" }`);
  const file = join(folder, `${randomUUID()}.yaml`);
  const charter = 'charter: { version: "1", url: { fr: "https://vendor.example/charte" } }';
  await writeFile(file, [shipped, charter, ...(suspensions.length > 0 ? ['suspensions:', ...suspensions] : [])].join('\n'));
  return file;
}

const cli = (args: readonly string[], input?: string) => officine(stack, args, input);
const apply = async (file: string) => expect(await cli(['apply', '-f', file, '--prune', '--yes'])).toMatchObject({ exitCode: 0 });

interface Asking {
  readonly check?: 'affiliation' | 'accident' | 'prescriber';
  readonly pharmacy?: string;
  readonly user?: string;
  readonly matricule?: string;
  readonly id?: string;
  readonly timeoutMs?: number;
}

async function ask({ check = 'affiliation', pharmacy = 'ph-0001', user = USER, ...more }: Asking = {}): Promise<string> {
  const { matricule = AFFILIATED, id, timeoutMs = 20_000 } = more;
  const question = {
    affiliation: { affiliation: { matricule } },
    accident: { accident: { matricule, accidentNumber: 'A2026000117' } },
    prescriber: { prescriber: { prescriberCode: '90100018' } },
  }[check];
  const data = { check, pharmacy, user: { id: user, role: 'pharmacist' }, timeoutMs, ...question };
  return (await vendor.ask(data, { key: pharmacy, ...(id !== undefined && { id }) })).id;
}

const answered = async (asking: Asking = {}): Promise<SeenResult> => vendor.answer(await ask(asking));
const rejected = async (id: string): Promise<SeenResult> => vendor.result(id, ({ type }) => type.endsWith('rejected.v1'));

async function acceptCharter(pharmacy: string, user: string): Promise<void> {
  const id = randomUUID();
  const headers = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: 'urn:outside:vendor',
    ce_type: 'lu.officine.charter.accepted.v1',
    'content-type': 'application/json',
  };
  await vendor.send(JSON.stringify({ pharmacy, user, version: '1' }), headers, pharmacy);
  await vendor.result(id);
}

/** The actions that the audit has, of a request or of all. */
async function actionsOf(requestId?: string): Promise<string[]> {
  const found = await db
    .collection('audit_content')
    .find(requestId === undefined ? {} : { requestId })
    .sort({ at: 1 })
    .toArray();
  return found.map(({ action }) => String(action));
}
const audited = (action: string, more: object = {}) =>
  vi.waitUntil(async () => (await db.collection('audit_content').findOne({ action, ...more })) !== null, {
    timeout: 60_000,
    interval: 200,
  });

/** Everything that is in the topic of audit events is in the record. */
async function caughtUp(): Promise<void> {
  const admin = new Kafka({ clientId: 'judge', brokers: stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const topic = 'officine.audit.events.v1';
    await vi.waitUntil(
      async () => {
        const ends = await admin.fetchTopicOffsets(topic);
        const [group] = await admin.fetchOffsets({ groupId: 'officine.audit', topics: [topic] });
        const committed = new Map(group?.partitions.map(({ partition, offset }) => [partition, offset]));
        return ends.every(({ partition, low, high }) => low === high || committed.get(partition) === high);
      },
      { timeout: 90_000, interval: 250 },
    );
  } finally {
    await admin.disconnect();
  }
}

describe('the audit of an installation', () => {
  it('has every kind of event that the contract asks for, of checks, tokens, charter, control, misuse and its own upkeep (R5, R16)', async () => {
    // Refused for the charter, accepted, then asked in all three ways; twice the same; in two ways of authentication.
    const early = await ask({ pharmacy: 'ph-0001' });
    await rejected(early);
    for (const pharmacy of ['ph-0001', 'ph-0002', 'ph-0003']) {
      await acceptCharter(pharmacy, USER);
    }
    await acceptCharter('ph-0001', GUESSER);
    const first = await ask();
    await vendor.answer(first);
    await ask({ id: first });
    await Promise.all([
      answered({ check: 'accident' }),
      answered({ check: 'prescriber' }),
      answered({ matricule: OTHER, pharmacy: 'ph-0002' }),
      answered({ matricule: NOT_FOUND }),
      answered({ pharmacy: 'ph-0003' }),
    ]);
    // Numbers that cannot be, again and again; a record that nobody can read.
    const guesses = await Promise.all(Array.from({ length: 17 }, () => ask({ user: GUESSER, matricule: '1980010112303' })));
    await Promise.all(guesses.map(rejected));
    await vendor.send('{"matricule":"1980010112302"', {}, 'ph-0001');
    // No answer in time, and the true one afterwards.
    await mysecu.commit({ kind: 'silence', step: 'get' });
    const late = await ask({ matricule: OTHER, timeoutMs: 1_000 });
    await vendor.result(late, ({ type }) => type.endsWith('degraded.v1'));
    await mysecu.mend();
    await vendor.answer(late);
    // A key that was lost: its token is cancelled, its pharmacy refused.
    await apply(await directory({ suspended: ['pharmacy/ph-0002'] }));
    await rejected(await ask({ pharmacy: 'ph-0002' }));
    await audited('token.cancelled');
    await apply(await directory({}));
    // What is no audit event, in the audit's own topic.
    const kafka = new Kafka({ clientId: 'outside', brokers: stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: 'officine.audit.events.v1', messages: [{ key: 'ph-0001', value: `${AFFILIATED} {` }] });
    await producer.disconnect();
    await purge();

    await audited('misuse.suspected');
    await audited('audit.purged');
    await caughtUp();
    expect(new Set(await actionsOf())).toEqual(
      new Set([
        ...[
          'check.asked',
          'check.refused',
          'check.called',
          'check.answered',
          'check.degraded',
          'check.settled',
          'check.repeated',
        ],
        ...['token.identity', 'token.issued', 'token.cancelled', 'charter.accepted', 'control.changed'],
        ...['misuse.suspected', 'audit.unreadable', 'audit.purged'],
      ]),
    );
    expect(await actionsOf(first)).toEqual(
      expect.arrayContaining(['check.asked', 'check.called', 'check.answered', 'check.repeated']),
    );
    expect(await actionsOf(late)).toEqual(
      expect.arrayContaining(['check.asked', 'check.degraded', 'check.called', 'check.settled']),
    );
    expect(await actionsOf(early)).toEqual(['check.refused']);
    const called = await db.collection('audit_content').findOne({ requestId: first, action: 'check.called' });
    expect(JSON.parse(String(called?.['canonical']))).toMatchObject({
      data: {
        vendor: 'acme',
        pharmacy: 'ph-0001',
        check: 'affiliation',
        outcome: 'ok',
        user: expect.any(String),
        subject: expect.any(String),
        correlationId: expect.stringMatching(/^Id-/),
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    });
  }, 240_000);

  it('is searched, exported, proved and erased from, by command and by API, and has it all written down (R16, R20)', async () => {
    const { data } = await answered({ check: 'accident' });
    const { requestId, correlationId = '' } = data as unknown as { requestId: string; correlationId?: string };
    await audited('check.answered', { requestId });

    const found = JSON.parse((await cli(['audit', 'find', '--correlation', correlationId, '-o', 'json'])).out);
    expect(found.map((fact: { data: { requestId: string } }) => fact.data.requestId)).toContain(requestId);
    const byUser = await cli(['audit', 'find', '--user', USER, '--vendor', 'acme', '--pharmacy', 'ph-0001', '-o', 'csv']);
    expect(byUser.out.split('\r\n').length).toBeGreaterThan(5);
    expect((await cli(['audit', 'find', '--outcome', 'charter-not-accepted'])).out).toContain('check.refused');
    const support = await cli(['audit', 'support-file', requestId]);
    expect(JSON.parse(support.out)).toMatchObject({ requestId, correlationIds: [correlationId] });
    expect((await cli(['audit', 'find', '--request', requestId, '-o', 'fhir'])).out).toContain('"AuditEvent"');

    const extract = await cli(['audit', 'extract', '--person'], OTHER);
    expect(extract.out).toMatch(/ph-0002/);
    const held = await cli(['audit', 'hold', 'place', '--pharmacy', 'ph-0002', '--ground', 'inquiry 7']);
    expect(await cli(['audit', 'erase', '--person', '--ground', 'GDPR 17', '--yes'], OTHER)).toMatchObject({ exitCode: 1 });
    await cli(['audit', 'hold', 'release', held.out.trim(), '--ground', 'inquiry closed']);
    expect(await cli(['audit', 'erase', '--person', '--yes'], OTHER)).toMatchObject({ exitCode: 2 });
    const erased = await cli(['audit', 'erase', '--person', '--ground', 'GDPR 17', '--yes'], OTHER);
    expect(erased.out).toMatch(/What remains:[\s\S]*officine\.audit\.events\.v1[\s\S]*\d{4}-\d\d-\d\d/);
    expect((await cli(['audit', 'extract', '--person', '-o', 'json'], OTHER)).out.trim()).toBe('[]');

    apiToken = await issuer.token({ roles: ['audit.read'], vendor: 'acme' });
    const response = await fetch(`${stack.services['audit']?.apiUrl}/v1/search`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiToken}` },
      body: JSON.stringify({ requestId }),
    });
    expect(await response.json()).toMatchObject({ events: expect.arrayContaining([expect.anything()]) });

    await caughtUp();
    const deeds = await db
      .collection('audit_content')
      .find({ action: /^audit\./ })
      .toArray();
    const told = new Set(
      deeds.map(({ canonical }) => JSON.parse(canonical).data).map(({ action, object }) => `${action} ${object}`),
    );
    for (const deed of ['find', 'support-file', 'extract', 'search']) {
      expect(told).toContain(`audit.read ${deed}`);
    }
    expect([...told].join('\n')).toMatch(/audit\.held pharmacy=ph-0002[\s\S]*audit\.released hold\/[\s\S]*audit\.erased person/);

    const trail = join(folder, 'trail.ndjson');
    expect(await cli(['audit', 'export', trail])).toMatchObject({ exitCode: 0 });
    expect(await cli(['audit', 'verify', '-k', publicKeyFile])).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('all as it was'),
    });
    expect(await cli(['audit', 'verify', '-k', publicKeyFile, '--trail', trail])).toMatchObject({ exitCode: 0 });
    const reconciled = await cli(['audit', 'reconcile', 'acme']);
    expect(reconciled).toMatchObject({ exitCode: 0, out: expect.stringContaining(': 0 differences') });
  }, 240_000);

  it('has witnesses: the checkpoints that were published, those in the file, and the hashes that vendors received (R16)', async () => {
    const kept = join(folder, 'kept');
    await vi.waitUntil(async () => (await db.collection('audit_checkpoints').countDocuments()) > 0, { timeout: 60_000 });
    // The heartbeat of the monitor carries the latest checkpoint.
    await vi.waitUntil(async () => / [1-9]\d* received/.test((await cli(['audit', 'witness', '-k', publicKeyFile])).out), {
      timeout: 60_000,
    });

    expect(await cli(['audit', 'witness', '-k', publicKeyFile, '--file', kept])).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('they agree'),
    });
    const verify = ['audit', 'verify', '-k', publicKeyFile, '--checkpoints-only', '--checkpoints'];
    expect(await cli([...verify, kept])).toMatchObject({ exitCode: 0 });
    expect(await cli([...verify, join(folder, 'witness')])).toMatchObject({ exitCode: 0 });
    await writeFile(join(folder, 'received'), `${'A'.repeat(43)}\n`);
    expect(await cli(['audit', 'witness', '-k', publicKeyFile, '--received', join(folder, 'received')])).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('is not shown any more'),
    });
  }, 180_000);

  it(`costs no check anything while MongoDB is away for ${OUTAGE_MS / 1_000} s, and catches up: nothing missing, nothing doubled`, async () => {
    const before = await steadyChecks(Math.min(10_000, OUTAGE_MS));
    await gate.shut();
    const during = await steadyChecks(OUTAGE_MS);
    await gate.open();

    for (const { results } of [before, during]) {
      expect(new Set(results.map(({ type }) => type))).toEqual(new Set(['lu.officine.check.answered.v1']));
    }
    // As quick as before, as far as a machine that others use can tell.
    expect(during.p95Ms).toBeLessThan(2 * before.p95Ms + 100);
    await caughtUp();
    for (const id of [...before.ids, ...during.ids]) {
      const actions = await actionsOf(id);
      expect(actions).toHaveLength(3);
      expect(new Set(actions)).toEqual(new Set(['check.asked', 'check.called', 'check.answered']));
    }
    expect(await cli(['audit', 'verify', '-k', publicKeyFile])).toMatchObject({ exitCode: 0 });
    expect(await cli(['audit', 'reconcile', 'acme', '--events', '--settled', '0'])).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/: 0 differences\n[\s\S]*: 0 differences from the record/),
    });
  }, 360_000);

  it('names nobody: no number, name, passphrase or token in logs at debug level, spans, metrics or the audit (R22)', async () => {
    const secrets = await everySecret();
    const places = await everyPlace();

    for (const [place, text] of places) {
      for (const [what, secret] of secrets) {
        expect(text.includes(secret), `${what} in ${place}`).toBe(false);
      }
      expect(
        /<(\w+:)?Assertion|BinarySecurityToken|UsernameToken>|PRIVATE KEY/.exec(text)?.[0],
        `a token in ${place}`,
      ).toBeUndefined();
    }
    // It was looked where there was something to see.
    expect(places.get('verification.log')?.length).toBeGreaterThan(10_000);
    expect(places.get('spans')).toContain('mysecu get');
    expect(places.get('metrics of verification')).toContain('officine');
    expect(places.get('audit_content')).toContain('check.answered');
  }, 120_000);
});

/** Checks at a steady rate, whatever the answers do. */
async function steadyChecks(forMs: number) {
  const until = performance.now() + forMs;
  const asked: Promise<string>[] = [];
  for (let due = performance.now(); due < until; due += 250) {
    await after(Math.max(0, due - performance.now()));
    asked.push(ask({ pharmacy: asked.length % 2 === 0 ? 'ph-0001' : 'ph-0003' }));
  }
  const ids = await Promise.all(asked);
  const results = await Promise.all(ids.map((id) => vendor.result(id)));
  const tookMs = results.map(({ data }) => {
    const { receivedAt, concludedAt } = data['timings'] as { receivedAt: string; concludedAt: string };
    return Date.parse(concludedAt) - Date.parse(receivedAt);
  });
  return { ids, results, p95Ms: tookMs.sort((a, b) => a - b)[Math.floor(tookMs.length * 0.95)] ?? 0 };
}

/** The daily purge, as a scheduler runs it. */
async function purge(): Promise<void> {
  const program = fileURLToPath(new URL('../../../services/audit/src/purge.ts', import.meta.url));
  const env = { PATH: process.env['PATH'], ...stack.settings };
  await promisify(execFile)(process.execPath, ['--conditions=@officine/source', program], { env });
}

/** What must be nowhere, by what it is. */
async function everySecret(): Promise<Map<string, string>> {
  const register = await readFile(new URL('../../mysecu-simulator/register.yaml', import.meta.url), 'utf8');
  const secrets = new Map<string, string>();
  for (const [, matricule] of register.matchAll(/matricule: "(\d{13})"/g)) {
    secrets.set(`matricule ${matricule}`, matricule ?? '');
  }
  for (const [, name] of register.matchAll(/nom: "?([A-Z' -]+-TEST)/g)) {
    secrets.set(`name ${name}`, name ?? '');
  }
  secrets.set('a number that cannot be', '1980010112303');
  secrets.set('a number that is in no register', NOT_FOUND);
  secrets.set('the user', USER);
  secrets.set('the user who guesses', GUESSER);
  secrets.set("a reader's token", apiToken.split('.')[2] ?? '');
  secrets.set("an administrator's name", 'Invented Administrator');
  for (const { id, passphraseFile } of stack.pharmacies) {
    secrets.set(`passphrase of ${id}`, (await readFile(passphraseFile, 'utf8')).trim());
    const password = await readFile(join(passphraseFile, '..', 'password'), 'utf8').catch(() => '');
    if (password !== '') {
      secrets.set(`password of ${id}`, password.trim());
    }
  }
  return secrets;
}

/** Everything that is written, sent or shown. */
async function everyPlace(): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  for (const file of await readdir(stack.logsFolder)) {
    if (stack.serviceHandles().some(({ name }) => file === `${name}.log`)) {
      places.set(file, await readFile(join(stack.logsFolder, file), 'utf8'));
    }
  }
  places.set('spans', JSON.stringify(stack.traces.spans()));
  for (const { name, metricsUrl } of stack.serviceHandles()) {
    places.set(`metrics of ${name}`, await (await fetch(metricsUrl)).text());
  }
  for (const { name } of await db.listCollections().toArray()) {
    places.set(name, JSON.stringify(await db.collection(name).find().toArray()));
  }
  places.set('the file for a witness', await readFile(join(folder, 'witness'), 'utf8'));
  return places;
}
