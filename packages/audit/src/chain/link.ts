import { chainHashOf, contentHashOf, genesisOf } from './hashes.ts';
import type { ChainEntry, ChainHead, ContentRecord } from './records.ts';

/** The head of a chain that has no record yet. */
export function emptyHead(chain: string): ChainHead {
  return { chain, seq: -1, offset: -1, hash: genesisOf(chain) };
}

/** The head that an entry makes. */
export function headOf({ chain, seq, offset, hash }: ChainEntry): ChainHead {
  return { chain, seq, offset, hash };
}

/** Appends records to a head, in memory: the entries to store, in order. */
export function link(head: ChainHead, contents: readonly ContentRecord[]): ChainEntry[] {
  let { seq, hash: prev } = head;
  return contents.map(({ _id, chain, offset, canonical }) => {
    seq += 1;
    const contentHash = contentHashOf(canonical);
    const entry: ChainEntry = { _id, chain, seq, offset, prev, contentHash, hash: chainHashOf(prev, seq, contentHash) };
    prev = entry.hash;
    return entry;
  });
}
