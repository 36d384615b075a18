import { chainName } from '../chain/chain-name.ts';
import { emptyHead, headOf } from '../chain/link.ts';
import type { ChainHead } from '../chain/records.ts';
import type { AuditCollections, ChainDocument } from './collections.ts';
import { duplicatesIn } from './duplicate-key.ts';

/** A partition of a topic of a cluster. */
export interface PartitionPlace {
  readonly cluster: string;
  readonly topic: string;
  readonly partition: number;
}

/** The head of a chain: its last entry, or its beginning. A chain that a purge emptied goes on from `purgedHead`. */
export async function readHead({ chain }: Pick<AuditCollections, 'chain'>, name: string): Promise<ChainHead> {
  const last = await chain.find({ chain: name }).sort({ chain: -1, seq: -1 }).limit(1).next();
  return last === null ? emptyHead(name) : headOf(last);
}

/** The head of a partition's current chain; opens the first generation where there is none. */
export async function currentHead(collections: AuditCollections, place: PartitionPlace): Promise<ChainHead> {
  const generation = (await latestGeneration(collections, place)) ?? (await open(collections, place, 1));
  return readHead(collections, chainName({ ...place, generation }));
}

/** Begins a new chain for a partition whose topic was made anew. Beside another owner, both end up with the same one. */
export async function nextGeneration(collections: AuditCollections, place: PartitionPlace, after: string): Promise<ChainHead> {
  const latest = (await latestGeneration(collections, place)) ?? 0;
  const moved = chainName({ ...place, generation: latest }) !== after;
  const generation = moved ? latest : await open(collections, place, latest + 1);
  return readHead(collections, chainName({ ...place, generation }));
}

/** A partition's current chain; null before its first record. */
export function latestChain(
  { chains }: Pick<AuditCollections, 'chains'>,
  { cluster, topic, partition }: PartitionPlace,
): Promise<ChainDocument | null> {
  return chains
    .find({ cluster, topic, partition })
    .sort({ cluster: -1, topic: -1, partition: -1, generation: -1 })
    .limit(1)
    .next();
}

/** Names of a partition's chains, or of all there are. */
export async function chainNames(
  { chains }: Pick<AuditCollections, 'chains'>,
  { cluster, topic, partition }: Partial<PartitionPlace> = {},
): Promise<string[]> {
  const place = {
    ...(cluster !== undefined && { cluster }),
    ...(topic !== undefined && { topic }),
    ...(partition !== undefined && { partition }),
  };
  const found = await chains.find(place).sort({ _id: 1 }).toArray();
  return found.map(({ _id }) => _id);
}

async function latestGeneration(collections: AuditCollections, place: PartitionPlace): Promise<number | undefined> {
  return (await latestChain(collections, place))?.generation;
}

async function open({ chains }: AuditCollections, place: PartitionPlace, generation: number): Promise<number> {
  try {
    await chains.insertOne({ _id: chainName({ ...place, generation }), ...place, generation, openedAt: new Date() });
  } catch (error) {
    if (duplicatesIn(error) === undefined) {
      throw error;
    }
  }
  return generation;
}
