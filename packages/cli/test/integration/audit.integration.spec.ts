import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditCollections, ChainWriter, CheckpointBook, ensureIndexes, SubjectRegistry, signerOf } from '@officine/audit';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trailLines } from '../../src/audit/trail-file.ts';
import { runCli } from '../../src/run-cli.ts';
import { aTerminal } from '../support/a-terminal.ts';

const COUNT = 30;

let folder: string;
let key: string;
let uri: URL;
let client: MongoClient;
const collections = () => auditCollections(client.db(uri.pathname.slice(1)));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'officine-cli-audit-'));
  uri = new URL(process.env['MONGODB_URI'] ?? '');
  uri.pathname = `/officine_cli_test_${randomUUID().slice(0, 8)}`;
  client = await new MongoClient(uri.href).connect();
  await ensureIndexes(collections());
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  key = join(folder, 'audit.pub.pem');
  await writeFile(key, publicKey.export({ type: 'spki', format: 'pem' }));
  const place = { cluster: 'c', topic: 't', partition: 0 };
  const writer = new ChainWriter(collections(), new SubjectRegistry(collections()), place);
  await writer.append(
    Array.from({ length: COUNT }, (_, offset) => ({
      id: `e-${offset}`,
      source: '/test',
      offset,
      data: {
        action: 'check.answered',
        at: new Date(Date.UTC(2026, 10, 1, 0, offset)).toISOString(),
        environment: 'custom',
        service: 'verification',
        subject: { kid: 'k', hmac: `p-${offset % 3}` },
      },
    })),
  );
  const signer = await signerOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  await new CheckpointBook(collections(), signer).signHeads();
});
afterEach(async () => {
  await client.db(uri.pathname.slice(1)).dropDatabase();
  await client.close();
  await rm(folder, { recursive: true });
});

async function verify(...args: readonly string[]) {
  const { io, out, err } = aTerminal({ env: { MONGODB_URI: uri.href } });
  const exitCode = await runCli(['audit', 'verify', '--key', key, ...args], io);
  return { exitCode, said: [...out, ...err].join('\n') };
}

async function exported(): Promise<string> {
  const file = join(folder, `${randomUUID()}.ndjson`);
  const lines: string[] = [];
  for await (const line of trailLines(collections())) {
    lines.push(line);
  }
  await writeFile(file, lines.join('\n'));
  return file;
}

describe('officine audit verify', () => {
  it('says that all is as it was', async () => {
    expect(await verify()).toMatchObject({
      exitCode: 0,
      said: `${COUNT} records in 1 chain, 1 checkpoint: all as it was`,
    });
  });

  it('names the first bad record', async () => {
    await collections().content.updateOne({ _id: 'e-7' }, { $set: { outcome: 'forged' } });

    const { exitCode, said } = await verify();

    expect(exitCode).toBe(1);
    expect(said).toContain('EDITED c/t/0/1 record 7 (e-7)');
  });

  it('proves an export to whoever has the public key, without a database', async () => {
    const file = await exported();
    uri.port = '1';

    expect(await verify('--trail', file)).toMatchObject({ exitCode: 0 });
  });

  it('finds what was changed in an export', async () => {
    const file = await exported();
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, lines.filter((line) => !line.includes('"_id":"e-12"')).join('\n'));

    const { exitCode, said } = await verify('--trail', file);

    expect(exitCode).toBe(1);
    expect(said).toContain('DELETED c/t/0/1 record 12');
  });

  it('finds in an export what somebody put under a chain that the audit never opened', async () => {
    const [first] = await collections().content.find({ offset: 0 }).toArray();
    await collections().content.insertOne({ ...first!, _id: 'forged', chain: 'c/elsewhere/0/1' });
    const file = await exported();

    const { exitCode, said } = await verify('--trail', file);

    expect(exitCode).toBe(1);
    expect(said).toContain('INSERTED c/elsewhere/0/1');
  });

  it("finds by a witness's checkpoints what database and its checkpoints hide", async () => {
    const kept = join(folder, 'kept');
    const [checkpoint] = await collections().checkpoints.find().toArray();
    await writeFile(kept, `${checkpoint!.jws}\n`);
    await collections().chain.deleteMany({ seq: { $gte: 20 } });
    await collections().content.deleteMany({ offset: { $gte: 20 } });
    await collections().checkpoints.deleteMany({});

    expect((await verify()).exitCode).toBe(0);
    const { exitCode, said } = await verify('--checkpoints', kept);

    expect(exitCode).toBe(1);
    expect(said).toContain('TRUNCATED c/t/0/1 record 20');
  });

  it('goes on where it was', async () => {
    const state = join(folder, 'state');
    await verify('--state', state);

    expect((await verify('--state', state)).said).toContain('0 records in 1 chain');
  });

  it('refuses a key that is none', async () => {
    await writeFile(key, 'nothing');

    expect(await verify()).toMatchObject({ exitCode: 2, said: expect.stringContaining('holds no Ed25519 key') });
  });
});
