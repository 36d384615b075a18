import { randomUUID } from 'node:crypto';
import {
  type AuditCollections,
  auditCollections,
  ChainWriter,
  databaseTrail,
  ensureIndexes,
  SubjectRegistry,
  verifyTrail,
} from '@officine/audit';
import { MongoClient } from 'mongodb';
import { anEvent, CHAIN } from './audit-fixture.ts';

const BATCH = 500;
const READ_BATCH = 1_000;
const INGEST_ROUNDS = 6;
const BATCHES_PER_ROUND = 2;
const READ_ROUNDS = 5;

/** Shares of the bare driver's speed, medians of rounds in which ours and the bare one take turns. */
export interface Shares {
  readonly ingestShare: number;
  readonly ingestPerSecond: number;
  readonly bareIngestPerSecond: number;
  readonly verifyShare: number;
  readonly verifyDatabasePerSecond: number;
  readonly bareReadPerSecond: number;
  readonly databaseRecords: number;
}

/** Measures in databases of its own on the server at `uri`, which are gone afterwards. */
export async function measureShares(uri: string): Promise<Shares> {
  const client = await new MongoClient(uri).connect();
  const run = randomUUID().slice(0, 8);
  const [ours, bare] = [client.db(`officine_bench_${run}_ours`), client.db(`officine_bench_${run}_bare`)];
  try {
    const [own, plain] = [auditCollections(ours), auditCollections(bare)];
    await ensureIndexes(own);
    await ensureIndexes(plain);
    return { ...(await ingest(own, plain)), ...(await read(own)) };
  } finally {
    await ours.dropDatabase();
    await bare.dropDatabase();
    await client.close();
  }
}

async function ingest(own: AuditCollections, plain: AuditCollections) {
  const place = { cluster: 'bench', topic: 'officine.audit.events.v1', partition: 0 };
  const writer = new ChainWriter(own, new SubjectRegistry(own), place);
  const rounds: { readonly ours: number; readonly bare: number }[] = [];
  for (let round = 0; round <= INGEST_ROUNDS; round += 1) {
    let [oursMs, bareMs] = [0, 0];
    for (let batch = 0; batch < BATCHES_PER_ROUND; batch += 1) {
      const first = (round * BATCHES_PER_ROUND + batch) * BATCH;
      const events = Array.from({ length: BATCH }, (_, index) => anEvent(first + index));
      oursMs += await msOf(() => writer.append(events));
      // The very documents that ours has written, to collections with the same indexes and write concern.
      const window = { chain: CHAIN, offset: { $gte: first, $lt: first + BATCH } };
      const contents = await own.content.find(window).toArray();
      const entries = await own.chain.find({ chain: CHAIN, seq: { $gte: first, $lt: first + BATCH } }).toArray();
      bareMs += await msOf(async () => {
        await plain.content.insertMany(contents, { ordered: false });
        await plain.chain.insertMany(entries, { ordered: true });
      });
    }
    // The first round warms up.
    if (round > 0) {
      rounds.push({ ours: oursMs, bare: bareMs });
    }
  }
  const perSecond = (ms: number) => Math.round((BATCH * BATCHES_PER_ROUND) / (ms / 1_000));
  return {
    ingestShare: median(rounds.map((round) => round.bare / round.ours)),
    ingestPerSecond: perSecond(median(rounds.map((round) => round.ours))),
    bareIngestPerSecond: perSecond(median(rounds.map((round) => round.bare))),
  };
}

async function read(own: AuditCollections) {
  const databaseRecords = await own.chain.countDocuments();
  const rounds: { readonly ours: number; readonly bare: number }[] = [];
  for (let round = 0; round <= READ_ROUNDS; round += 1) {
    const bare = await msOf(() => readBare(own));
    const ours = await msOf(async () => {
      const { records, findings } = await verifyTrail(databaseTrail(own), { publicKeys: [] });
      if (records !== databaseRecords || findings.length > 0) {
        throw new Error('a sound trail did not verify');
      }
    });
    if (round > 0) {
      rounds.push({ ours, bare });
    }
  }
  return {
    verifyShare: median(rounds.map((round) => round.bare / round.ours)),
    verifyDatabasePerSecond: Math.round(databaseRecords / (median(rounds.map((round) => round.ours)) / 1_000)),
    bareReadPerSecond: Math.round(databaseRecords / (median(rounds.map((round) => round.bare)) / 1_000)),
    databaseRecords,
  };
}

/** What anybody does who wants all records in order: two cursors, side by side, nothing done with what they give. */
async function readBare({ chain, content }: AuditCollections): Promise<void> {
  const drain = async (cursor: AsyncIterable<unknown>): Promise<void> => {
    for await (const _ of cursor) {
      // Reading is all.
    }
  };
  await Promise.all([
    drain(chain.find({ chain: CHAIN }, { sort: { chain: 1, seq: 1 }, batchSize: READ_BATCH })),
    drain(content.find({ chain: CHAIN }, { sort: { chain: 1, offset: 1 }, batchSize: READ_BATCH })),
  ]);
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
