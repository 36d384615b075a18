import type { ChainEntry, ContentRecord } from '../chain/records.ts';
import type { TrailSource } from './trail-source.ts';

/** A trail as an export holds it. */
export interface TrailParts {
  readonly entries: readonly ChainEntry[];
  readonly contents: readonly ContentRecord[];
  /** JWS, in the order of their numbers. */
  readonly checkpoints: readonly string[];
  /** JWS. */
  readonly purges: readonly string[];
}

const BATCH = 1_000;

/** Reads a trail that fits into memory. Entries and contents may come in any order. */
export function trailInMemory({ entries, contents, checkpoints, purges }: TrailParts): TrailSource {
  const byId = new Map(contents.map((content) => [content._id, content]));
  return {
    chains: async () => [...new Set(entries.map(({ chain }) => chain))],
    entries: (chain, afterSeq) =>
      batches(
        entries
          .filter((entry) => entry.chain === chain && (afterSeq < 0 || entry.seq > afterSeq))
          .sort((a, b) => a.seq - b.seq || 0),
      ),
    contents: (chain, afterOffset) =>
      batches(
        contents
          .filter((content) => content.chain === chain && (afterOffset < 0 || content.offset > afterOffset))
          .sort((a, b) => a.offset - b.offset || 0),
      ),
    content: async (id) => byId.get(id),
    checkpoints: () => each(checkpoints),
    purges: () => each(purges),
  };
}

async function* batches<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < items.length; from += BATCH) {
    yield items.slice(from, from + BATCH);
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
