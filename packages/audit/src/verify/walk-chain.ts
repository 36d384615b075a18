import { setTimeout as delay } from 'node:timers/promises';
import type { ChainVerifier } from './chain-verifier.ts';
import { ContentStream } from './content-stream.ts';
import type { Finding } from './finding.ts';
import { readAhead } from './read-ahead.ts';
import type { TrailSource } from './trail-source.ts';

/** How to walk. */
export interface WalkOptions {
  /** Called once a batch, with the records checked so far. */
  readonly onRecords: (records: number) => void;
  readonly settleMs?: number;
  readonly onWaiting?: (contents: number) => void;
}

const SETTLE_MS = 30_000;
const LOOK_AGAIN_MS = 500;
const BATCH = 1_000;

/** Hands a chain's records to its verifier, one after the other; the first bad one, or undefined. */
export async function walkChain(
  source: TrailSource,
  chain: string,
  verifier: ChainVerifier,
  options: WalkOptions,
): Promise<Finding | undefined> {
  const contents = new ContentStream(source.contents(chain, verifier.state.offset));
  let records = 0;
  try {
    for await (const entries of readAhead(source.entries(chain, verifier.startsAfter))) {
      for (const entry of entries) {
        if (!contents.reaches(entry.offset)) {
          await contents.readTo(entry.offset);
        }
        const { content, stray } = contents.at(entry.offset);
        const known = verifier.state.seq;
        const finding =
          verifier.take(entry, content ?? (await source.content(entry._id))) ??
          (stray === undefined ? undefined : strayFinding(chain, verifier.state.seq, stray._id));
        if (finding !== undefined) {
          options.onRecords(records);
          return finding;
        }
        records += verifier.state.seq > known ? 1 : 0;
      }
      options.onRecords(records);
    }
    return verifier.end() ?? (await unlinked(source, chain, verifier.state.seq + 1, contents, options));
  } finally {
    await contents.close();
  }
}

/** A content that no link stands for, before one that is: ingest links whatever it stores before it goes on. */
function strayFinding(chain: string, seq: number, id: string): Finding {
  return { kind: 'inserted', chain, seq, id: String(id), detail: 'a content before this record is in no chain' };
}

/** The first content after the last link that gets none: those of an append under way, or of a killed replica, get theirs soon. */
async function unlinked(
  source: TrailSource,
  chain: string,
  seq: number,
  contents: ContentStream,
  { settleMs = SETTLE_MS, onWaiting }: WalkOptions,
): Promise<Finding | undefined> {
  const until = performance.now() + settleMs;
  for await (const ids of batchesOf(contents)) {
    for (let waiting = await withoutLink(source, ids); waiting.length > 0; waiting = await withoutLink(source, waiting)) {
      const [id] = waiting;
      if (source.linked === undefined || performance.now() > until) {
        const detail = 'a content after the last record is in no chain: added, or waiting for an audit that does not run';
        return { kind: 'inserted', chain, seq, detail, ...(id !== undefined && { id: String(id) }) };
      }
      onWaiting?.(waiting.length);
      await delay(LOOK_AGAIN_MS);
    }
  }
  return undefined;
}

async function withoutLink(source: TrailSource, ids: readonly string[]): Promise<readonly string[]> {
  const linked = await source.linked?.(ids);
  return ids.filter((id) => linked?.has(id) !== true);
}

async function* batchesOf(contents: ContentStream): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  for await (const { _id } of contents.rest()) {
    batch.push(_id);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}
