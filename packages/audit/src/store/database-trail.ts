import type { Collection, Filter } from 'mongodb';
import type { ChainEntry, ContentRecord } from '../chain/records.ts';
import type { TrailSource } from '../verify/trail-source.ts';
import type { AuditCollections } from './collections.ts';

const BATCH = 1_000;

/** The trail as it stands in the database, streamed. Whoever can write there can write anything: no field's type is taken for granted. */
export function databaseTrail(collections: AuditCollections): TrailSource {
  const { chain, content, chains, checkpoints, purges } = collections;
  const opened = async () => {
    const found = await chains.find().project<{ _id: unknown }>({ _id: 1 }).toArray();
    return new Set(found.map(({ _id }) => String(_id)));
  };
  return {
    async chains() {
      return [...new Set([...(await opened()), ...(await namesIn(chain)), ...(await namesIn(content))])];
    },
    async strangeChains() {
      // Read first, as a chain is opened before it has records.
      const names = new Set([...(await namesIn(chain)), ...(await namesIn(content))]);
      const known = await opened();
      return [...names].filter((name) => !known.has(name));
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

/** The chain names under which documents stand, by the index that begins with them: one look for each. */
async function namesIn(collection: AuditCollections['chain'] | AuditCollections['content']): Promise<string[]> {
  const documents = collection as unknown as Collection<{ chain: unknown }>;
  const second = collection.collectionName === 'audit_chain' ? 'seq' : 'offset';
  const firstOf = (filter: Filter<{ chain: unknown }>, direction: 1 | -1) =>
    documents
      .find(filter)
      .sort({ chain: direction, [second]: direction })
      .limit(1)
      .project<{ chain: unknown }>({ _id: 0, chain: 1 })
      .next();
  const names: string[] = [];
  for (let next = await firstOf({}, 1); next !== null; ) {
    if (typeof next.chain !== 'string') {
      // What is no text sorts before all texts, or after them.
      names.push(`not a chain: ${JSON.stringify(next.chain ?? null)}`);
    } else {
      names.push(next.chain);
    }
    next = await firstOf({ chain: { $gt: typeof next.chain === 'string' ? next.chain : '' } }, 1);
  }
  const last = await firstOf({}, -1);
  if (last !== null && typeof last.chain !== 'string') {
    names.push(`not a chain: ${JSON.stringify(last.chain ?? null)}`);
  }
  return [...new Set(names)];
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
