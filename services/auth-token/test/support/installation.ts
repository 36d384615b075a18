import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ControlKind, controlKey, controlKinds, encodeEvent, type TokenIssued, tokenRequested } from '@officine/contracts';
import { connectKafka, type Position, Publisher, View } from '@officine/kafka';
import { makeCertificate, makePkcs12, type Simulator, startSimulator, type TruthEntry } from '@officine/mysecu-simulator';
import { openTokenRecord, runService, TokenCipher } from '@officine/service-kit';
import { addComponents } from '../../src/components.ts';
import { loadConfig } from '../../src/config.ts';
import { composeAuthToken, mysecuOf } from '../../src/container.ts';
import { namesWith } from '../../src/names.ts';
import { aPharmacy, silent } from './fakes.ts';

const PASSPHRASE = 'correct horse';
const pharmacies = [
  { id: 'ph-0001', codePrestataire: '90000001', eHealthId: '1234567890' },
  { id: 'ph-0002', codePrestataire: '90000002', eHealthId: '1234567891', username: 'pharmacie-2', password: 'hunter2' },
  { id: 'ph-0003', codePrestataire: '90000003', eHealthId: '1234567892' },
] as const;

/** A token record, opened, and where it stands. */
export interface TokenWord {
  readonly pharmacy: string;
  readonly partition: number;
  /** Null: a tombstone. */
  readonly state: TokenIssued | null;
}

/** A simulator, topics of its own on the broker of the tests, and the service in this process. */
export async function anInstallation(brokers: string) {
  const folder = await mkdtemp(join(tmpdir(), 'auth-token-'));
  const names = namesWith(`test-${randomUUID().slice(0, 8)}.`);
  const kafka = connectKafka({ clientId: 'test', brokers: brokers.split(',') }, silent);
  const { simulator, env, cipher } = await aPlatform(folder, brokers);

  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [
      { topic: names.tokens, numPartitions: 12 },
      { topic: names.tokenRequests, numPartitions: 12 },
      { topic: names.control, numPartitions: 1 },
      { topic: names.auditEvents, numPartitions: 1 },
      { topic: names.mysecuCalls, numPartitions: 1 },
    ],
  });
  const publisher = new Publisher({ kafka, logger: silent, name: 'test' });
  await publisher.start();

  const put = async (kind: ControlKind, id: string, data: unknown): Promise<void> => {
    const key = controlKey(kind, id);
    const value =
      data === null ? { value: null } : encodeEvent<unknown>(controlKinds[kind], { id: randomUUID(), source: '/test', data });
    await publisher.publish({ topic: names.control, key, ...value });
  };
  await put('environment', 'self', { environment: 'custom' });
  await put('vendor', 'acme', { id: 'acme', contact: 'support@acme.example' });
  for (const { id, codePrestataire, eHealthId } of pharmacies) {
    const authentication = id === 'ph-0002' ? 'username-token' : 'esante';
    await put('pharmacy', id, aPharmacy({ id, codePrestataire, eHealthId, authentication }));
  }

  let exited = Promise.resolve(0);
  const words: TokenWord[] = [];
  const view = new View({
    kafka,
    logger: silent,
    topic: names.tokens,
    name: 'test.tokens',
    decode: (record) => record,
    onChange: (pharmacy, _value, record) => {
      void openTokenRecord(cipher, record).then((state) => words.push({ pharmacy, partition: record.partition, state }));
    },
  });
  view.start();
  await view.caughtUp(20_000);

  return {
    simulator,
    words,
    put,
    /** Asks for a token; resolves with the request's position. */
    ask: (pharmacy: string, changes: { refusedTokenId?: string; traceparent?: string } = {}): Promise<Position> => {
      const { traceparent, ...data } = changes;
      const deadline = new Date(Date.now() + 10_000).toISOString();
      const { value, headers } = encodeEvent(tokenRequested, {
        id: randomUUID(),
        source: '/test',
        data: { pharmacy, deadline, ...data },
      });
      const traced = traceparent === undefined ? {} : { traceparent };
      return publisher.publish({ topic: names.tokenRequests, key: pharmacy, value, headers: { ...headers, ...traced } });
    },
    truth: async (): Promise<TruthEntry[]> => {
      const answer = await fetch(`${simulator.controlUrl}/truth`);
      return ((await answer.json()) as { entries: TruthEntry[] }).entries;
    },
    fault: async (rule: object | null): Promise<void> => {
      const request = rule === null ? { method: 'DELETE' } : { method: 'POST', body: JSON.stringify(rule) };
      await fetch(`${simulator.controlUrl}/faults`, { ...request, headers: { 'content-type': 'application/json' } });
    },
    /** Starts the service in this process; returns how to stop it, as SIGTERM would. */
    startService: async (): Promise<() => Promise<number>> => {
      const service = await startService(env, names);
      exited = service.exited;
      return service.stop;
    },
    /** Resolves with the exit code of the service that was started last. */
    exited: () => exited,
    close: async (): Promise<void> => {
      await view.stop();
      await publisher.stop();
      await admin.deleteTopics({ topics: Object.values(names).filter((name) => name !== names.group) });
      await admin.disconnect();
      await simulator.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function startService(env: Record<string, string>, names: ReturnType<typeof namesWith>) {
  const exit = Promise.withResolvers<number>();
  const signals = new Map<string, (reason: unknown) => void>();
  await runService(
    'auth-token',
    async (context) => {
      const config = loadConfig(env);
      addComponents(composeAuthToken(config, await mysecuOf(config), context, names), context);
    },
    { env, logger: silent, exit: exit.resolve, on: (event, listener) => void signals.set(event, listener) },
  );
  const stop = (): Promise<number> => {
    signals.get('SIGTERM')?.(undefined);
    return exit.promise;
  };
  return { stop, exited: exit.promise };
}

async function aPlatform(
  folder: string,
  brokers: string,
): Promise<{ simulator: Simulator; env: Record<string, string>; cipher: TokenCipher }> {
  const authority = await makeCertificate({ subject: { CN: 'Test CA' }, authority: true });
  const [tls, signer, idpSigner, ...pairs] = await Promise.all([
    makeCertificate({ subject: { CN: '127.0.0.1' }, issuer: authority, hosts: ['127.0.0.1'] }),
    makeCertificate({ subject: { CN: 'ws.mysecu.lu', OU: 'Signature API' }, issuer: authority }),
    makeCertificate({ subject: { CN: 'idp' }, issuer: authority }),
    ...pharmacies.map(({ id }) => makeCertificate({ subject: { CN: id }, issuer: authority })),
  ]);
  const credentials = pharmacies.map((pharmacy, n) => ({ ...pharmacy, pair: pairs[n]! }));
  const simulator = await startSimulator({
    tls: { ...tls, clientCa: authority.cert },
    signer,
    idpSigner,
    pharmacies: credentials.map(({ pair, ...pharmacy }) => ({ ...pharmacy, certificate: pair.cert })),
  });
  const file = async (name: string, content: string | Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
    return path;
  };
  for (const { id, pair, ...login } of credentials) {
    await file(`credentials/${id}/certificate.p12`, makePkcs12(pair, PASSPHRASE));
    await file(`credentials/${id}/passphrase`, PASSPHRASE);
    if ('username' in login) {
      await file(`credentials/${id}/username`, login.username);
      await file(`credentials/${id}/password`, login.password);
    }
  }
  const key = { kty: 'oct' as const, kid: 'test', alg: 'A256GCM', k: Buffer.alloc(32, 7).toString('base64url') };
  const ca = await file('ca.pem', authority.cert);
  const env = {
    KAFKA_BROKERS: brokers,
    OFFICINE_HTTP_PORT: '0',
    OFFICINE_CREDENTIALS_DIR: join(folder, 'credentials'),
    OFFICINE_TOKEN_KEYS_FILE: await file('token-keys.json', JSON.stringify({ keys: [key] })),
    MYSECU_ENVIRONMENT: 'custom',
    MYSECU_SERVICE_URL: simulator.serviceUrl,
    MYSECU_TOKEN_URL: simulator.tokenUrl,
    MYSECU_IDP_URL: simulator.idpUrl,
    MYSECU_IDP_DESTINATION: simulator.idpDestination,
    MYSECU_TLS_CA_FILE: ca,
    MYSECU_IDP_TLS_CA_FILE: ca,
    MYSECU_SIGNER_FILE: await file('signer.pem', signer.cert),
    MYSECU_IDP_SIGNER_FILE: await file('idp-signer.pem', idpSigner.cert),
    MYSECU_RATE_PER_SECOND: '200',
  };
  return { simulator, env, cipher: new TokenCipher([key]) };
}
