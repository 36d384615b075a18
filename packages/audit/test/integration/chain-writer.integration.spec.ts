import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contentOf } from '../../src/chain/content.ts';
import { ChainWriter, ContentUnseen, type ReceivedEvent } from '../../src/store/chain-writer.ts';
import { auditCollections } from '../../src/store/collections.ts';
import { databaseTrail } from '../../src/store/database-trail.ts';
import { SubjectRegistry } from '../../src/store/subject-registry.ts';
import { verifyTrail } from '../../src/verify/verify-trail.ts';
import { aCable } from '../support/a-cable.ts';
import { type ADatabase, aDatabase } from '../support/a-database.ts';
import { aFact } from '../support/a-trail.ts';

let database: ADatabase;
beforeAll(async () => {
  database = await aDatabase();
});
afterAll(() => database.close());

let partition = 0;
beforeEach(() => {
  partition += 1;
});

const aWriter = () =>
  new ChainWriter(database.collections, new SubjectRegistry(database.collections), { cluster: 'c', topic: 't', partition });

function someEvents(from: number, count: number, prefix = 'e'): ReceivedEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const { user: _user, subject: _subject, ...fact } = aFact(from + index);
    return {
      id: `${prefix}-${partition}-${from + index}`,
      source: '/test',
      offset: from + index,
      data: { ...fact, user: { kid: 'k1', hmac: `user-${index % 3}` }, subject: { kid: 'k1', hmac: `person-${index % 4}` } },
    };
  });
}

const entries = (generation = 1) =>
  database.collections.chain.find({ chain: `c/t/${partition}/${generation}` }, { sort: { seq: 1 } }).toArray();

async function findings() {
  return (await verifyTrail(databaseTrail(database.collections), { publicKeys: [] })).findings;
}

describe('a chain writer', () => {
  it('appends events in the order of the topic, and the chain verifies', async () => {
    const writer = aWriter();

    await writer.append(someEvents(0, 5));
    await writer.append(someEvents(5, 5));

    const written = await entries();
    expect(written.map(({ seq, offset }) => [seq, offset])).toEqual(Array.from({ length: 10 }, (_, index) => [index, index]));
    expect(await findings()).toEqual([]);
  });

  it('names people by salted references only', async () => {
    await aWriter().append(someEvents(0, 8));

    const contents = await database.collections.content.find({ chain: `c/t/${partition}/1` }).toArray();
    expect(new Set(contents.map(({ subject }) => subject)).size).toBe(4);
    expect(JSON.stringify(contents)).not.toMatch(/person-|user-\d|k1/);
  });

  it('takes what was delivered twice once, within an append and after a restart', async () => {
    const events = someEvents(0, 6);
    const first = await aWriter().append([...events, ...events]);
    const again = await aWriter().append([...events, ...someEvents(6, 2)]);

    expect(first).toMatchObject({ repeats: 6 });
    expect(again).toMatchObject({ repeats: 6 });
    expect(await entries()).toHaveLength(8);
    expect(await findings()).toEqual([]);
  });

  it('takes an event published twice, at two places, once', async () => {
    const [event] = someEvents(0, 1) as [ReceivedEvent];
    const writer = aWriter();
    await writer.append([event]);

    expect(await writer.append([{ ...event, offset: 1 }])).toMatchObject({ appended: [], repeats: 1 });
    await writer.append(someEvents(2, 1));

    expect((await entries()).map(({ offset }) => offset)).toEqual([0, 2]);
    expect(await findings()).toEqual([]);
  });

  it('links what an attempt that was cut off had stored, with the bytes of that time', async () => {
    const events = someEvents(0, 3);
    const chain = `c/t/${partition}/1`;
    const cutOff = contentOf({ id: events[1]!.id, source: '/test', chain, offset: 1, data: aFact(1) });
    await database.collections.content.insertOne(cutOff);

    await aWriter().append(events);

    expect(await entries()).toHaveLength(3);
    expect(await findings()).toEqual([]);
  });

  it('never forks beside a second owner: both write, each event is there once', async () => {
    const [one, other] = [aWriter(), aWriter()];
    const batches = Array.from({ length: 6 }, (_, index) => someEvents(index * 4, 4));
    await one.append(batches[0]!);
    await other.append(batches[0]!);

    for (const batch of batches.slice(1)) {
      await Promise.all([one.append(batch), other.append(batch)]);
    }

    const written = await entries();
    expect(written.map(({ offset }) => offset)).toEqual(Array.from({ length: 24 }, (_, index) => index));
    expect(await findings()).toEqual([]);
  });

  it('begins a new generation when the topic was made anew, and loses nothing of either', async () => {
    const writer = aWriter();
    await writer.append(someEvents(0, 5));

    await writer.append(someEvents(0, 3, 'anew'));
    await writer.append(someEvents(3, 3, 'anew'));

    expect(await entries(1)).toHaveLength(5);
    expect((await entries(2)).map(({ seq, offset }) => [seq, offset])).toEqual(
      Array.from({ length: 6 }, (_, index) => [index, index]),
    );
    expect(await findings()).toEqual([]);
  });

  it('links nothing whose storing was cut off by a connection that broke, and has it all at the next attempt', async () => {
    const cable = await aCable('audit_content');
    const client = await new MongoClient(cable.uri, { serverSelectionTimeoutMS: 5_000 }).connect();
    const collections = auditCollections(client.db(database.name));
    const writer = new ChainWriter(collections, new SubjectRegistry(collections), { cluster: 'c', topic: 't', partition });
    const events = someEvents(0, 6);

    await expect(writer.append(events)).rejects.toThrow();
    expect(cable.breaks()).toBeGreaterThan(0);
    expect(await entries()).toEqual([]);
    cable.mend();
    await writer.append(events);

    expect(await entries()).toHaveLength(6);
    expect(await findings()).toEqual([]);
    await client.close();
    await cable.close();
  });

  it('links nothing that is said to be there and cannot be read: it may vanish again', async () => {
    const { content, ...others } = database.collections;
    const events = someEvents(0, 3);
    const chain = `c/t/${partition}/1`;
    await content.insertOne(contentOf({ id: events[1]!.id, source: '/test', chain, offset: 1, data: aFact(1) }));
    // As a member shows it that a majority has not followed yet.
    const unseen = { insertMany: content.insertMany.bind(content), find: () => ({ toArray: async () => [] }) };
    const collections = { ...others, content: unseen as unknown as typeof content };
    const writer = new ChainWriter(collections, new SubjectRegistry(collections), { cluster: 'c', topic: 't', partition });

    await expect(writer.append(events)).rejects.toBeInstanceOf(ContentUnseen);

    expect(await entries()).toEqual([]);
    await aWriter().append(events);
    expect(await entries()).toHaveLength(3);
    expect(await findings()).toEqual([]);
  });

  it('knows where its chain has got to, and where one ended that another generation has followed', async () => {
    const writer = aWriter();
    expect(writer.heads).toEqual([]);
    await writer.append(someEvents(0, 5));
    expect(writer.heads).toMatchObject([{ chain: `c/t/${partition}/1`, seq: 4, offset: 4 }]);

    await writer.append(someEvents(0, 3, 'anew'));

    expect(writer.heads).toMatchObject([
      { chain: `c/t/${partition}/1`, seq: 4 },
      { chain: `c/t/${partition}/2`, seq: 2 },
    ]);
  });

  it('goes on in the newest generation after a restart', async () => {
    await aWriter().append(someEvents(0, 5));
    await aWriter().append(someEvents(0, 2, 'anew'));

    await aWriter().append(someEvents(2, 2, 'anew'));

    expect(await entries(2)).toHaveLength(4);
    expect(await entries(3)).toHaveLength(0);
  });
});
