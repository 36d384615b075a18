import type { Collection } from 'mongodb';
import type { ChainEntry, ContentRecord } from '../chain/records.ts';
import type { TrailSource } from '../verify/trail-source.ts';
import type { AuditCollections } from './collections.ts';
import { namesBeside } from './strange-chains.ts';

const BATCH = 1_000;

/** The trail as it stands in the database, streamed. Whoever can write there can write anything: no field's type is taken for granted. */
export function databaseTrail(collections: AuditCollections): TrailSource {
  const { chain, content, chains, checkpoints, purges } = collections;
  const opened = async () => {
    const found = await chains.find().project<{ _id: unknown }>({ _id: 1 }).toArray();
    return new Set(found.map(({ _id }) => String(_id)));
  };
  return {
    chains: async () => [...(await opened())],
    async strangeChains() {
      const known = await opened();
      const found = [chain, content].map((collection) =>
        namesBeside(collection as unknown as Collection<{ chain: unknown }>, known),
      );
      const names = (await Promise.all(found)).flat();
      // Once more, as a chain is opened before it has records.
      const now = await opened();
      return [...new Set(names)].filter((name) => !now.has(name));
    },
    entries: (name, afterSeq) => {
      // Without a bound on seq, as a bound would leave out what is no number.
      const filter = afterSeq < 0 ? { chain: name } : { chain: name, seq: { $gt: afterSeq } };
      return batchesOf<ChainEntry>(chain.find(filter, { sort: { chain: 1, seq: 1 }, batchSize: BATCH }));
    },
    contents: (name, afterOffset) => {
      const filter = afterOffset < 0 ? { chain: name } : { chain: name, offset: { $gt: afterOffset } };
      return batchesOf<ContentRecord>(content.find(filter, { sort: { chain: 1, offset: 1 }, batchSize: BATCH }));
    },
    content: async (id) => (await content.findOne({ _id: id })) ?? undefined,
    linked: async (ids) => {
      const found = await chain
        .find({ _id: { $in: [...ids] } })
        .project<{ _id: string }>({ _id: 1 })
        .toArray();
      return new Set(found.map(({ _id }) => _id));
    },
    async *checkpoints() {
      for await (const { jws } of checkpoints.find({}, { sort: { _id: 1 }, batchSize: BATCH })) {
        yield String(jws);
      }
    },
    async *purges() {
      for await (const { jws } of purges.find({}, { sort: { at: 1 }, batchSize: BATCH })) {
        yield String(jws);
      }
    },
  };
}

/** The part of the driver's cursor that is read by whole batches. */
interface BatchCursor<T> {
  hasNext(): Promise<boolean>;
  readBufferedDocuments(): T[];
  close(): Promise<void>;
}

async function* batchesOf<T>(cursor: BatchCursor<T>): AsyncGenerator<readonly T[]> {
  try {
    while (await cursor.hasNext()) {
      yield cursor.readBufferedDocuments();
    }
  } finally {
    await cursor.close();
  }
}
