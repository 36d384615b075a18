import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentOf } from '../../src/chain/content.ts';
import type { Signer } from '../../src/checkpoints/signing.ts';
import { ChainWriter } from '../../src/store/chain-writer.ts';
import { ChainContradicts, CheckpointBook } from '../../src/store/checkpoint-book.ts';
import type { CheckpointDocument } from '../../src/store/collections.ts';
import { databaseTrail } from '../../src/store/database-trail.ts';
import { erasePerson } from '../../src/store/erase.ts';
import { filterOf, findFacts } from '../../src/store/find.ts';
import { placeHold, releaseHold } from '../../src/store/holds.ts';
import { purgeExpired } from '../../src/store/purge.ts';
import { SubjectRegistry } from '../../src/store/subject-registry.ts';
import { verifyTrail } from '../../src/verify/verify-trail.ts';
import { type ADatabase, aDatabase } from '../support/a-database.ts';
import { aFact, aSigner } from '../support/a-trail.ts';

const CHAIN = 'c/t/0/1';
const person = { kid: 'k1', hmac: 'the-person' };
const COUNT = 20;

let database: ADatabase;
let signer: Signer;
let writer: ChainWriter;

beforeEach(async () => {
  database = await aDatabase();
  signer = await aSigner();
  const { collections } = database;
  writer = new ChainWriter(collections, new SubjectRegistry(collections), { cluster: 'c', topic: 't', partition: 0 });
  await append(0, COUNT);
});
afterEach(() => database.close());

/** One fact a second from 1 November 2026 on; every fourth is about the person. */
async function append(from: number, count: number) {
  const events = Array.from({ length: count }, (_, index) => {
    const { user: _user, subject: _subject, ...data } = aFact(from + index);
    const subject = (from + index) % 4 === 0 ? person : { kid: 'k1', hmac: `other-${index}` };
    return { id: `e-${from + index}`, source: '/test', offset: from + index, data: { ...data, subject } };
  });
  await writer.append(events);
}

const verify = () => verifyTrail(databaseTrail(database.collections), { publicKeys: [signer.publicKey] });
const atSecond = (second: number) => new Date(Date.UTC(2026, 10, 1) + second * 1_000);

describe('checkpoints', () => {
  it('are signed for what has grown, published in order, again only what was not acknowledged', async () => {
    const book = new CheckpointBook(database.collections, signer);
    const published: CheckpointDocument[] = [];
    await book.signHeads();
    await append(COUNT, 5);
    await book.signHeads();
    await book.signHeads();

    await expect(book.publishPending(() => Promise.reject(new Error('Kafka is away')))).rejects.toThrow('Kafka is away');
    await book.publishPending(async (checkpoint) => void published.push(checkpoint));
    await book.publishPending(async (checkpoint) => void published.push(checkpoint));

    expect(published).toMatchObject([
      { _id: 1, seq: COUNT - 1 },
      { _id: 2, seq: COUNT + 4 },
    ]);
    expect(await verify()).toMatchObject({ checkpoints: 2, findings: [] });
  });

  it('do not fork when two replicas sign at once', async () => {
    const [one, other] = [new CheckpointBook(database.collections, signer), new CheckpointBook(database.collections, signer)];
    await Promise.all([one.signHeads(), other.signHeads()]);
    await append(COUNT, 1);
    await Promise.all([one.signHeads(), other.signHeads()]);

    expect(await verify()).toMatchObject({ findings: [] });
  });

  it('vouch for nothing that contradicts what another replica has signed, whatever this one remembers', async () => {
    const [one, other] = [new CheckpointBook(database.collections, signer), new CheckpointBook(database.collections, signer)];
    await one.signHeads();
    await append(COUNT, 5);
    await other.signHeads();
    await database.collections.chain.updateOne({ chain: CHAIN, seq: COUNT + 4 }, { $set: { hash: Buffer.alloc(32, 1) } });
    await append(COUNT + 5, 1);

    const [head] = writer.heads;
    await expect(one.sign(head!)).rejects.toBeInstanceOf(ChainContradicts);

    expect(await database.collections.checkpoints.countDocuments()).toBe(2);
  });

  it('are not signed again for what another replica has signed', async () => {
    const [one, other] = [new CheckpointBook(database.collections, signer), new CheckpointBook(database.collections, signer)];
    expect(await one.lastOf(CHAIN)).toBeNull();
    await other.signHeads();
    const [head] = writer.heads;

    expect(await one.sign(head!)).toBe(false);
    expect(await one.lastOf(CHAIN)).toMatchObject({ seq: COUNT - 1 });
    await append(COUNT, 1);
    expect(await one.sign(writer.heads[0]!, 60_000)).toBe(false);
    expect(await one.sign(writer.heads[0]!)).toBe(true);
  });

  it('of one partition are looked up by themselves', async () => {
    const book = new CheckpointBook(database.collections, signer);

    expect(await book.grown({ cluster: 'c', topic: 't', partition: 1 })).toEqual([]);
    expect(await book.grown({ cluster: 'c', topic: 't', partition: 0 })).toMatchObject([{ chain: CHAIN, seq: COUNT - 1 }]);
  });

  it('show that records were cut off in the database', async () => {
    await new CheckpointBook(database.collections, signer).signHeads();
    await database.collections.chain.deleteMany({ seq: { $gte: 15 } });
    await database.collections.content.deleteMany({ offset: { $gte: 15 } });

    expect((await verify()).findings).toMatchObject([{ kind: 'truncated', seq: 15 }]);
  });
});

describe('a person', () => {
  it('finds who asked about them, and is nobody after being erased, while the chain still verifies (R20, R22)', async () => {
    expect(await findFacts(database.collections, { subject: [person] })).toHaveLength(COUNT / 4);

    const erasure = await erasePerson(database.collections, [person], 'GDPR 17(1)(d)');

    expect(erasure).toMatchObject({ pseudonyms: 1, records: COUNT / 4, lastAt: atSecond(16) });
    expect(await findFacts(database.collections, { subject: [person] })).toEqual([]);
    expect((await verify()).findings).toEqual([]);
  });

  it('who comes back after being erased is somebody new', async () => {
    const before = await database.collections.content.findOne({ offset: 0 });
    await erasePerson(database.collections, [person], 'GDPR 17(1)(d)');
    await append(COUNT, 1);

    const after = await database.collections.content.findOne({ offset: COUNT });

    expect(after!.subject).not.toBe(before!.subject);
    expect((await verify()).findings).toEqual([]);
  });

  it('is not erased without a ground, nor under a hold', async () => {
    const hold = await placeHold(database.collections, { scope: { requestId: 'r-8' }, ground: 'inquiry 7', by: 'dpo' });

    await expect(erasePerson(database.collections, [person], ' ')).rejects.toMatchObject({ code: 'no-ground' });
    await expect(erasePerson(database.collections, [person], 'asked')).rejects.toMatchObject({ code: 'held' });
    await releaseHold(database.collections, hold._id);
    expect(await erasePerson(database.collections, [person], 'asked')).toMatchObject({ pseudonyms: 1 });
  });
});

describe('a purge', () => {
  it('takes what has expired, and the rest still verifies (R19)', async () => {
    await new CheckpointBook(database.collections, signer).signHeads();

    expect(await purgeExpired(database.collections, signer, atSecond(8))).toEqual({ contents: 8, links: 8, held: 0 });

    expect(await database.collections.chain.countDocuments({ chain: CHAIN })).toBe(COUNT - 8);
    expect(await verify()).toMatchObject({ records: COUNT - 8, findings: [] });
    expect(await purgeExpired(database.collections, signer, atSecond(10))).toEqual({ contents: 2, links: 2, held: 0 });
    expect((await verify()).findings).toEqual([]);
  });

  it('keeps what is held, and the links from there on, until it is released', async () => {
    const hold = await placeHold(database.collections, { scope: { requestId: 'r-3' }, ground: 'inquiry 7', by: 'dpo' });

    expect(await purgeExpired(database.collections, signer, atSecond(8))).toEqual({ contents: 7, links: 3, held: 1 });
    expect((await verify()).findings).toEqual([]);
    await releaseHold(database.collections, hold._id);
    expect(await purgeExpired(database.collections, signer, atSecond(8))).toEqual({ contents: 1, links: 5, held: 0 });
    expect((await verify()).findings).toEqual([]);
  });

  it('leaves the last link, from which the chain goes on', async () => {
    await purgeExpired(database.collections, signer, atSecond(1_000));
    await append(COUNT, 3);

    expect(await database.collections.content.countDocuments()).toBe(3);
    expect(await verify()).toMatchObject({ findings: [] });
  });

  it('does not cover up what somebody deleted before', async () => {
    await database.collections.chain.deleteMany({ seq: { $lt: 2 } });
    await database.collections.content.deleteMany({ offset: { $lt: 2 } });

    await purgeExpired(database.collections, signer, atSecond(8));

    expect((await verify()).findings).toMatchObject([{ kind: 'deleted', seq: 0 }]);
  });
});

describe('a purge of what somebody tampered with', () => {
  it('does not cover up a content that is gone: neither this purge nor a later one', async () => {
    await database.collections.content.deleteOne({ offset: 5 });

    await purgeExpired(database.collections, signer, atSecond(8));
    await purgeExpired(database.collections, signer, atSecond(12));

    expect((await verify()).findings).toMatchObject([{ kind: 'deleted', seq: 5 }]);
    expect(await database.collections.content.countDocuments({ offset: { $gte: 5 } })).toBe(COUNT - 6);
  });

  it('takes nothing whose age was forged, or whose bytes were changed', async () => {
    await database.collections.content.updateOne({ offset: 10 }, { $set: { at: atSecond(-100) } });
    await purgeExpired(database.collections, signer, atSecond(10));
    expect((await verify()).findings).toMatchObject([{ kind: 'edited', seq: 10 }]);

    await database.collections.content.updateOne({ offset: 10 }, { $set: { at: atSecond(10), canonical: '{}' } });
    await purgeExpired(database.collections, signer, atSecond(1_000));
    expect((await verify()).findings).toMatchObject([{ kind: 'edited', seq: 10 }]);
  });
});

describe('a search', () => {
  it('shows no document that stands elsewhere than its bytes say', async () => {
    const [seventh] = await database.collections.content.find({ offset: 7 }).toArray();
    await database.collections.content.insertMany([
      { ...seventh!, _id: 'copy' },
      { ...contentOf({ id: 'of-an-object', source: '/test', chain: CHAIN, offset: 99, data: aFact(7) }), chain: {} as string },
    ]);

    expect(await findFacts(database.collections, { correlationId: 'Id-7' })).toMatchObject([{ id: 'e-7' }]);
  });

  it('by correlation id reads one index', async () => {
    const plan = await database.collections.content
      .find(await filterOf(database.collections, { correlationId: 'Id-7' }))
      .explain('queryPlanner');

    expect(await findFacts(database.collections, { correlationId: 'Id-7' })).toMatchObject([{ id: 'e-7' }]);
    expect(JSON.stringify(plan)).toContain('IXSCAN');
    expect(JSON.stringify(plan)).not.toContain('COLLSCAN');
  });

  it('narrows by pharmacy and time, newest first', async () => {
    const found = await findFacts(database.collections, { pharmacy: 'ph-0001', from: atSecond(2), until: atSecond(15) });

    expect(found.map(({ offset }) => offset)).toEqual([8]);
  });
});
