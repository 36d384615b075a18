import { randomUUID } from 'node:crypto';
import {
  auditCollections,
  type ContentRecord,
  databaseTrail,
  emptyHead,
  ensureIndexes,
  filterOf,
  headOf,
  link,
  verifyTrail,
} from '@officine/audit';
import { type Document, MongoClient } from 'mongodb';
import { aContent, CHAIN } from './audit-fixture.ts';
import { liveHeap } from './live-heap.ts';

const BATCH = 5_000;
const FEW = 10_000;
const MANY = 200_000;
const SEARCHES = 200;

/** What a year's size does to searching and verifying over the database. */
export interface AtSize {
  readonly searchRecords: number;
  readonly searchIndexScans: number;
  readonly searchCollectionScans: number;
  /** Index keys that the search by correlation id looked at; as many as it found. */
  readonly searchKeysExamined: number;
  readonly searchFound: number;
  readonly searchMedianMs: number;
  readonly databaseHeapMiBAt10000: number;
  readonly databaseHeapMiBAt200000: number;
}

/** Measures in a database of its own on the server at `uri`, which is gone afterwards. */
export async function measureAtSize(uri: string): Promise<AtSize> {
  const client = await new MongoClient(uri).connect();
  const db = client.db(`officine_bench_${randomUUID().slice(0, 8)}`);
  try {
    const collections = auditCollections(db);
    await ensureIndexes(collections);
    await collections.chains.insertOne({
      ...{ _id: CHAIN, cluster: 'bench', topic: 'officine.audit.events.v1', partition: 0, generation: 1 },
      openedAt: new Date(),
    });
    let head = emptyHead(CHAIN);
    const heapAt = new Map<number, number>();
    for (let from = 0; from < MANY; from += BATCH) {
      const contents = Array.from({ length: BATCH }, (_, index): ContentRecord => aContent(from + index));
      const entries = link(head, contents);
      const last = entries.at(-1);
      head = last === undefined ? head : headOf(last);
      await collections.content.insertMany(contents, { ordered: false });
      await collections.chain.insertMany(entries, { ordered: false });
      const records = from + BATCH;
      if (records === FEW || records === MANY) {
        heapAt.set(records, await heapWhileVerifying(records));
      }
    }
    const correlationId = aContent(MANY / 2).correlationId ?? '';
    const filter = await filterOf(collections, { correlationId });
    const plan = await collections.content.find(filter).sort({ at: -1 }).explain('executionStats');
    const stages = stagesIn(plan);
    const statistics = (plan as { executionStats: { totalKeysExamined: number; nReturned: number } }).executionStats;
    return {
      searchRecords: await collections.content.countDocuments(),
      searchIndexScans: stages.filter((stage) => stage === 'IXSCAN').length,
      searchCollectionScans: stages.filter((stage) => stage === 'COLLSCAN').length,
      searchKeysExamined: statistics.totalKeysExamined,
      searchFound: statistics.nReturned,
      searchMedianMs: await medianSearchMs(),
      databaseHeapMiBAt10000: heapAt.get(FEW) ?? Number.NaN,
      databaseHeapMiBAt200000: heapAt.get(MANY) ?? Number.NaN,
    };

    async function heapWhileVerifying(count: number): Promise<number> {
      return liveHeap(count, async (onProgress) => {
        const { records, findings } = await verifyTrail(databaseTrail(collections), { publicKeys: [], onProgress });
        if (records !== count || findings.length > 0) {
          throw new Error('a sound trail did not verify');
        }
      });
    }

    async function medianSearchMs(): Promise<number> {
      const times: number[] = [];
      for (let search = 0; search < SEARCHES; search += 1) {
        const wanted = aContent((search * 997) % MANY).correlationId ?? '';
        const began = performance.now();
        const found = await collections.content.find({ correlationId: wanted }).toArray();
        times.push(performance.now() - began);
        if (found.length !== 1) {
          throw new Error('a correlation id was not found');
        }
      }
      return times.toSorted((a, b) => a - b)[SEARCHES / 2] ?? Number.NaN;
    }
  } finally {
    await db.dropDatabase();
    await client.close();
  }
}

/** The stages of the plan that won; what was considered and rejected is not looked at. */
function stagesIn(plan: Document): string[] {
  const { winningPlan } = (plan as { queryPlanner: { winningPlan: Document } }).queryPlanner;
  const stages: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        if (name === 'stage' && typeof member === 'string') {
          stages.push(member);
        }
        walk(member);
      }
    }
  };
  walk(winningPlan);
  return stages;
}
