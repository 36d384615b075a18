import type { ChainEntry, ContentRecord } from '../chain/records.ts';
import type { TrailSource } from '../verify/trail-source.ts';
import type { AuditCollections } from './collections.ts';

const BATCH = 1_000;

/** The trail as it stands in the database, streamed. */
export function databaseTrail({ chain, content, chains, checkpoints, purges }: AuditCollections): TrailSource {
  return {
    async chains() {
      const found = await chains.find().project<{ _id: string }>({ _id: 1 }).toArray();
      return found.map(({ _id }) => _id);
    },
    entries: (name, afterSeq) =>
      batchesOf<ChainEntry>(
        chain.find({ chain: name, seq: { $gt: afterSeq } }, { sort: { chain: 1, seq: 1 }, batchSize: BATCH }),
      ),
    contents: (name, afterOffset) =>
      batchesOf<ContentRecord>(
        content.find({ chain: name, offset: { $gt: afterOffset } }, { sort: { chain: 1, offset: 1 }, batchSize: BATCH }),
      ),
    content: async (id) => (await content.findOne({ _id: id })) ?? undefined,
    async *checkpoints() {
      for await (const { jws } of checkpoints.find({}, { sort: { _id: 1 }, batchSize: BATCH })) {
        yield jws;
      }
    },
    async *purges() {
      for await (const { jws } of purges.find({}, { sort: { at: 1 } })) {
        yield jws;
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
