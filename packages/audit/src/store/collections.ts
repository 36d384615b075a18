import { type Collection, type Db, type IndexDescription, MongoServerError } from 'mongodb';
import type { ChainEntry, ContentRecord } from '../chain/records.ts';

/** A person's pseudonym and the salt that leads to its reference. Gone: nobody can tell any more whom the reference means. */
export interface SubjectDocument {
  /** `<kid>:<hmac>`. */
  readonly _id: string;
  /** 32 random bytes. */
  readonly salt: Buffer;
}

/** One life of one partition; `_id` is the chain's name. */
export interface ChainDocument {
  readonly _id: string;
  readonly cluster: string;
  readonly topic: string;
  readonly partition: number;
  readonly generation: number;
  readonly openedAt: Date;
}

/** A signed checkpoint; `_id` is its number: two writers cannot both have it. */
export interface CheckpointDocument {
  readonly _id: number;
  readonly chain: string;
  readonly seq: number;
  readonly at: Date;
  readonly hash: string;
  readonly jws: string;
}

/** A checkpoint that the topic has acknowledged. */
export interface PublishedDocument {
  readonly _id: number;
}

export interface PurgeDocument {
  readonly _id: string;
  readonly chain: string;
  readonly kind: 'content' | 'chain';
  readonly to: number;
  readonly at: Date;
  readonly jws: string;
}

/** What must stay, whatever its age and whoever asks to be erased. */
export interface HoldDocument {
  readonly _id: string;
  /** Every field given must match. */
  readonly scope: {
    readonly vendor?: string;
    readonly pharmacy?: string;
    readonly requestId?: string;
    readonly subject?: string;
  };
  readonly ground: string;
  readonly by: string;
  readonly since: Date;
}

/** Counts erasures, so that ingest forgets what it remembers of people. */
export interface StateDocument {
  readonly _id: 'erasures';
  readonly count: number;
}

/** The audit's collections in one database. */
export interface AuditCollections {
  readonly chain: Collection<ChainEntry>;
  readonly content: Collection<ContentRecord>;
  readonly subjects: Collection<SubjectDocument>;
  readonly chains: Collection<ChainDocument>;
  readonly checkpoints: Collection<CheckpointDocument>;
  readonly published: Collection<PublishedDocument>;
  readonly purges: Collection<PurgeDocument>;
  readonly holds: Collection<HoldDocument>;
  readonly state: Collection<StateDocument>;
}

/** Acknowledged by a majority, read from what a majority has: what was read cannot be rolled back. */
const DURABLE = { writeConcern: { w: 'majority', journal: true }, readConcern: { level: 'majority' } } as const;
/** Hashes come back as Buffers, not as BSON's Binary. */
const PLAIN = { promoteBuffers: true } as const;

export function auditCollections(db: Db): AuditCollections {
  return {
    chain: db.collection('audit_chain', { ...DURABLE, ...PLAIN }),
    content: db.collection('audit_content', DURABLE),
    subjects: db.collection('audit_subjects', { ...DURABLE, ...PLAIN }),
    chains: db.collection('audit_chains', DURABLE),
    checkpoints: db.collection('audit_checkpoints', DURABLE),
    published: db.collection('audit_checkpoints_published', DURABLE),
    purges: db.collection('audit_purges', DURABLE),
    holds: db.collection('audit_holds', DURABLE),
    state: db.collection('audit_state', DURABLE),
  };
}

/** The indexes of each collection. `{chain, seq}` is the fence between two owners of a partition. */
export const INDEXES: Readonly<Record<'chain' | 'content' | 'chains' | 'checkpoints', readonly IndexDescription[]>> = {
  chain: [{ key: { chain: 1, seq: 1 }, unique: true }],
  content: [
    { key: { chain: 1, offset: 1 } },
    { key: { correlationId: 1 }, sparse: true },
    { key: { requestId: 1 }, sparse: true },
    { key: { traceId: 1 }, sparse: true },
    { key: { subject: 1, at: 1 }, sparse: true },
    { key: { user: 1, at: 1 }, sparse: true },
    { key: { pharmacy: 1, at: 1 } },
    { key: { vendor: 1, at: 1 } },
    { key: { outcome: 1, at: 1 } },
    { key: { at: 1 } },
  ],
  chains: [{ key: { cluster: 1, topic: 1, partition: 1, generation: 1 }, unique: true }],
  checkpoints: [{ key: { chain: 1, seq: 1 } }],
};

/** Thrown when indexes are missing and this user may not make them: without the fence nothing may be written. */
export class IndexesMissing extends Error {
  override readonly name = 'IndexesMissing';

  constructor(collections: readonly string[]) {
    super(`indexes are missing in ${collections.join(', ')}: run scripts/create-database-users.mjs as an administrator`);
  }
}

const UNAUTHORIZED = 13;
const NAMESPACE_NOT_FOUND = 26;

/**
 * Makes the indexes that are missing. A production user may only look whether they are there, as who makes indexes can make one that
 * lets records expire: the documented script has made them. Rejects with `IndexesMissing`, or with the driver's error.
 */
export async function ensureIndexes({ chain, content, chains, checkpoints }: AuditCollections): Promise<void> {
  const refused: string[] = [];
  for (const [collection, wanted] of [
    [chain, INDEXES.chain],
    [content, INDEXES.content],
    [chains, INDEXES.chains],
    [checkpoints, INDEXES.checkpoints],
  ] as const) {
    const missing = await missingIn(collection as unknown as Collection, wanted);
    if (missing.length > 0) {
      await collection.createIndexes([...missing]).catch((error: unknown) => {
        if (!(error instanceof MongoServerError && error.code === UNAUTHORIZED)) {
          throw error;
        }
        refused.push(collection.collectionName);
      });
    }
  }
  if (refused.length > 0) {
    throw new IndexesMissing(refused);
  }
}

async function missingIn(collection: Collection, wanted: readonly IndexDescription[]): Promise<readonly IndexDescription[]> {
  const found = await collection
    .listIndexes()
    .toArray()
    .catch((error: unknown): { key: object; unique?: boolean }[] => {
      if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) {
        return [];
      }
      throw error;
    });
  const known = new Set(found.map(({ key, unique = false }) => JSON.stringify([key, unique])));
  return wanted.filter(({ key, unique = false }) => !known.has(JSON.stringify([key, unique])));
}
