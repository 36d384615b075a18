import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditCollections, ChainWriter, CheckpointBook, ensureIndexes, SubjectRegistry, signerOf } from '@officine/audit';
import { type Collection, type Db, type Document, MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/run-cli.ts';
import { aTerminal } from '../support/a-terminal.ts';

const COUNT = 20;
const BOUNDARY = 9;
/** Every class of positions: a checkpoint stands at 9, and another at the last record. */
const POSITIONS = { first: 0, middle: 5, 'at a checkpoint': BOUNDARY, 'behind a checkpoint': BOUNDARY + 1, last: COUNT - 1 };
const CHAIN = 'c/officine.audit.events.v1/0/1';

let folder: string;
let key: string;
let uri: URL;
let client: MongoClient;
/** What somebody with a MongoDB client sees: collections and documents, nothing of ours. */
let db: Db;
let chain: Collection<Document & { _id: string }>;
let content: Collection<Document & { _id: string }>;
let chains: Collection<Document & { _id: string }>;
let before: Record<'chain' | 'content' | 'chains', (Document & { _id: string })[]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'officine-cli-tampering-'));
  uri = new URL(process.env['MONGODB_URI'] ?? '');
  uri.pathname = `/officine_cli_test_${randomUUID().slice(0, 8)}`;
  client = await new MongoClient(uri.href, { promoteBuffers: true }).connect();
  db = client.db(uri.pathname.slice(1));
  chain = db.collection('audit_chain');
  content = db.collection('audit_content');
  chains = db.collection('audit_chains');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  key = join(folder, 'audit.pub.pem');
  await writeFile(key, publicKey.export({ type: 'spki', format: 'pem' }));

  const collections = auditCollections(db);
  await ensureIndexes(collections);
  const book = new CheckpointBook(collections, await signerOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()));
  for (const partition of [0, 1]) {
    const place = { cluster: 'c', topic: 'officine.audit.events.v1', partition };
    const writer = new ChainWriter(collections, new SubjectRegistry(collections), place);
    const count = partition === 0 ? COUNT : 3;
    await writer.append(someEvents(partition, 0, Math.min(count, BOUNDARY + 1)));
    await book.signHeads();
    await writer.append(someEvents(partition, BOUNDARY + 1, Math.max(count, BOUNDARY + 1)));
    await book.signHeads();
  }
  before = {
    chain: await chain.find().toArray(),
    content: await content.find().toArray(),
    chains: await chains.find().toArray(),
  };
});
afterEach(async () => {
  await Promise.all([chain, content, chains].map((collection) => collection.deleteMany({})));
  await Promise.all([chain.insertMany(before.chain), content.insertMany(before.content), chains.insertMany(before.chains)]);
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
  await rm(folder, { recursive: true });
});

function someEvents(partition: number, from: number, to: number) {
  return Array.from({ length: to - from }, (_, index) => ({
    id: `e-${partition}-${from + index}`,
    source: '/officine/verification',
    // Transactions leave gaps.
    offset: (from + index) * 2,
    data: {
      action: 'check.answered' as const,
      at: new Date(Date.UTC(2026, 10, 1, 0, from + index)).toISOString(),
      environment: 'custom' as const,
      service: 'verification',
      vendor: 'acme',
      pharmacy: 'ph-0001',
      requestId: `r-${from + index}`,
      outcome: 'affiliated',
      subject: { kid: 'k', hmac: `p-${index % 3}` },
    },
  }));
}

async function verify(...args: readonly string[]) {
  const { io, out, err } = aTerminal({ env: { MONGODB_URI: uri.href } });
  const exitCode = await runCli(['audit', 'verify', '--key', key, '--settle', '1', ...args], io);
  return { exitCode, said: [...out, ...err].join('\n') };
}

const linkAt = (seq: number) => before.chain.find((entry) => entry['chain'] === CHAIN && entry['seq'] === seq)!;
const contentAt = (seq: number) => before.content.find(({ _id }) => _id === linkAt(seq)._id)!;
const sha256 = (...parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const seqBytes = (seq: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(seq));
  return bytes;
};

function without<T extends Document>(document: T, field: string): Document {
  const { [field]: _, ...rest } = document;
  return rest;
}

/** What an insider who has read how hashes are made does: all links from `from` on are computed anew, for these contents. */
async function rewrite(from: number, contents: readonly (Document & { _id: string })[]): Promise<void> {
  await content.deleteMany({ chain: CHAIN, offset: { $gte: from * 2 } });
  await chain.deleteMany({ chain: CHAIN, seq: { $gte: from } });
  let prev: Buffer = linkAt(from)['prev'];
  const entries = contents.map((document, index) => {
    const contentHash = sha256(Buffer.from(String(document['canonical'])));
    const hash = sha256(prev, seqBytes(from + index), contentHash);
    const entry = { _id: document._id, chain: CHAIN, seq: from + index, offset: document['offset'], prev, contentHash, hash };
    prev = hash;
    return entry;
  });
  if (entries.length > 0) {
    await content.insertMany([...contents]);
    await chain.insertMany(entries);
  }
}

/** A content of the same shape that says something else. */
function forged(seq: number, id: string, offset = seq * 2): Document & { _id: string } {
  const { canonical, ...rest } = contentAt(seq);
  const fact = JSON.parse(String(canonical));
  // Keys stand in their order already, as RFC 8785 wants it.
  const bytes = JSON.stringify({ ...fact, data: { ...fact.data, outcome: 'not-affiliated' }, id, offset });
  return { ...rest, _id: id, offset, canonical: bytes, outcome: 'not-affiliated' };
}

/** How to tamper, and which record is the first bad one, at the latest. */
const KINDS: Record<string, (at: number) => Promise<number>> = {
  'edit: a content': async (at) => {
    const { _id, canonical } = contentAt(at);
    await content.updateOne({ _id }, { $set: { canonical: String(canonical).replace('"affiliated"', '"deceased"') } });
    return at;
  },
  'edit: what is searched': async (at) => {
    await content.updateOne({ _id: contentAt(at)._id }, { $set: { pharmacy: 'ph-0666' } });
    return at;
  },
  'edit: a link': async (at) => {
    await chain.updateOne({ _id: linkAt(at)._id }, { $set: { contentHash: Buffer.alloc(32, 1) } });
    return at;
  },
  'edit: with all hashes made anew': async (at) => {
    const rest = Array.from({ length: COUNT - at - 1 }, (_, index) => contentAt(at + 1 + index));
    await rewrite(at, [forged(at, contentAt(at)._id), ...rest]);
    return at;
  },
  'delete: link and content': async (at) => {
    await chain.deleteOne({ _id: linkAt(at)._id });
    await content.deleteOne({ _id: contentAt(at)._id });
    return at;
  },
  'delete: the link alone': async (at) => {
    await chain.deleteOne({ _id: linkAt(at)._id });
    return at;
  },
  'delete: the content alone': async (at) => {
    await content.deleteOne({ _id: contentAt(at)._id });
    return at;
  },
  'delete: with what follows moved up and hashed anew': async (at) => {
    await rewrite(
      at,
      Array.from({ length: COUNT - at - 1 }, (_, index) => contentAt(at + 1 + index)),
    );
    return at;
  },
  'insert: renumbered and hashed anew': async (at) => {
    const from = Math.max(1, at);
    const rest = Array.from({ length: COUNT - from }, (_, index) => contentAt(from + index));
    // Between two offsets, where a transaction left a gap.
    await rewrite(from, [forged(from, 'forged', from * 2 - 1), ...rest]);
    return from;
  },
  'insert: a content that no link stands for': async (at) => {
    await content.insertOne(forged(at, 'forged', at * 2 + 1));
    return at + 1;
  },
  'insert: a link between two numbers': async (at) => {
    await chain.insertOne({ ...linkAt(at), _id: 'forged', seq: at + 0.5, offset: at * 2 + 1 });
    return at + 1;
  },
  'swap: two links': async (at) => {
    const other = at === COUNT - 1 ? at - 1 : at + 1;
    await chain.deleteMany({ _id: { $in: [linkAt(at)._id, linkAt(other)._id] } });
    await chain.insertMany([
      { ...linkAt(at), seq: other },
      { ...linkAt(other), seq: at },
    ]);
    return Math.min(at, other);
  },
  'swap: two contents': async (at) => {
    const other = (at + 7) % COUNT;
    const { canonical: one } = contentAt(at);
    const { canonical: two } = contentAt(other);
    await content.updateOne({ _id: contentAt(at)._id }, { $set: { canonical: two } });
    await content.updateOne({ _id: contentAt(other)._id }, { $set: { canonical: one } });
    return Math.min(at, other);
  },
  'truncate: from here on': async (at) => {
    await chain.deleteMany({ chain: CHAIN, seq: { $gte: at } });
    await content.deleteMany({ chain: CHAIN, offset: { $gte: at * 2 } });
    return at;
  },
  'fork: from here on another history': async (at) => {
    const others = Array.from({ length: COUNT - at }, (_, index) => forged(at + index, `other-${at + index}`));
    await rewrite(at, others);
    return at;
  },
};

describe('officine audit verify, after somebody was at the database', () => {
  it('raises no alarm where nobody was', async () => {
    expect(await verify()).toMatchObject({ exitCode: 0, said: `${COUNT + 3} records in 2 chains, 3 checkpoints: all as it was` });
  });

  describe.each(Object.keys(KINDS))('%s', (kind) => {
    it.each(Object.entries(POSITIONS))(
      'is found: %s',
      async (_, at) => {
        const first = await KINDS[kind]!(at);

        const { exitCode, said } = await verify();

        expect(exitCode).toBe(1);
        const [, named = ''] = / record (\d+)/.exec(said) ?? [];
        if (/anew|fork/.test(kind)) {
          // Found by the next checkpoint, which vouches for all since the one before, or for more records than there are.
          const [since, until] = first <= BOUNDARY ? [0, BOUNDARY] : [BOUNDARY + 1, COUNT - 1];
          expect(Number(named)).toBeGreaterThanOrEqual(since);
          expect(Number(named)).toBeLessThanOrEqual(until);
        } else {
          expect(Number(named)).toBe(first);
        }
        // The other chain is not suspected.
        expect(said).toContain('1 chain has been tampered with');
      },
      60_000,
    );
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a chain that the audit never opened', () => chain.insertOne({ ...linkAt(0), _id: 'x', chain: 'c/elsewhere/0/1' })],
    ['a content of a chain that the audit never opened', () => content.insertOne({ ...contentAt(0), _id: 'x', chain: 'd' })],
    ['a link without a chain', () => chain.insertOne({ ...linkAt(0), _id: 'x', chain: null })],
    ['a link that names no chain at all', () => chain.insertOne({ ...without(linkAt(0), 'chain'), _id: 'x', seq: 77 })],
    ['a content that names no chain at all', () => content.insertOne({ ...without(contentAt(0), 'chain'), _id: 'x' })],
    ['a content whose chain is a number', () => content.insertOne({ ...contentAt(0), _id: 'x', chain: 7 })],
    ['a content whose chain is a time', () => content.insertOne({ ...contentAt(0), _id: 'x', chain: new Date() })],
    ['a content whose chain is in a list of strange ones', () => content.insertOne({ ...contentAt(0), _id: 'x', chain: ['d'] })],
    ['a content whose chain sorts behind all', () => content.insertOne({ ...contentAt(0), _id: 'x', chain: `${CHAIN}0` })],
    ['a content whose chain is a list of one', () => content.insertOne({ ...contentAt(0), _id: 'x', chain: [CHAIN] })],
    ["that the audit's note of having opened a chain is gone", () => chains.deleteMany({})],
    ['a link whose number is a text', () => chain.insertOne({ ...linkAt(0), _id: 'x', seq: 'five' })],
    ['a link without a number', () => chain.insertOne({ _id: 'x', chain: CHAIN })],
    ['a field beside those that were hashed', () => content.updateOne({ _id: 'e-0-4' }, { $set: { verdict: 'yes' } })],
    ['a field that is gone', () => content.updateOne({ _id: 'e-0-4' }, { $unset: { outcome: '' } })],
    [
      'every record of a chain gone',
      () => Promise.all([chain.deleteMany({ chain: CHAIN }), content.deleteMany({ chain: CHAIN })]),
    ],
  ])('finds %s (R16)', async (_, tamper) => {
    await tamper();

    expect(await verify()).toMatchObject({ exitCode: 1 });
  });

  it('finds by the checkpoints of a witness that everything was rolled back, the checkpoints in the database with it', async () => {
    const checkpoints = await db.collection('audit_checkpoints').find().sort({ _id: 1 }).toArray();
    const kept = join(folder, 'kept');
    await writeFile(kept, checkpoints.map(({ jws }) => `${JSON.stringify({ jws })}\n`).join(''));
    await chain.deleteMany({ seq: { $gt: BOUNDARY } });
    await content.deleteMany({ offset: { $gt: BOUNDARY * 2 } });
    await db.collection('audit_checkpoints').deleteMany({ seq: { $gt: BOUNDARY } });

    const { exitCode, said } = await verify('--checkpoints', kept);
    await db.collection('audit_checkpoints').deleteMany({});
    await db.collection('audit_checkpoints').insertMany(checkpoints);

    expect(exitCode).toBe(1);
    expect(said).toContain(`TRUNCATED ${CHAIN} record ${BOUNDARY + 1}`);
  });

  it('needs the public key alone for a file of checkpoints', async () => {
    const checkpoints = await db.collection('audit_checkpoints').find().sort({ _id: 1 }).toArray();
    const kept = join(folder, 'kept-alone');
    await writeFile(kept, checkpoints.map(({ jws }) => `${jws}\n`).join(''));
    uri.port = '1';

    expect(await verify('--checkpoints', kept, '--checkpoints-only')).toMatchObject({ exitCode: 0 });
    await writeFile(kept, [checkpoints[0]!, checkpoints[2]!].map(({ jws }) => `${jws}\n`).join(''));
    expect(await verify('--checkpoints', kept, '--checkpoints-only')).toMatchObject({ exitCode: 1 });
  });
});
