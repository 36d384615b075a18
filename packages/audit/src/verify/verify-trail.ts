import type { KeyObject } from 'node:crypto';
import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { type PurgeRecord, readPurge } from '../purges/purge-record.ts';
import { ChainVerifier, type VerifyState } from './chain-verifier.ts';
import { ContentStream } from './content-stream.ts';
import type { Finding } from './finding.ts';
import { Proofs } from './proofs.ts';
import { readAhead } from './read-ahead.ts';
import type { TrailSource } from './trail-source.ts';
import { verifyCheckpoints } from './verify-checkpoints.ts';

/** How to verify. */
export interface VerifyOptions {
  /** The audit's public keys, past and present. */
  readonly publicKeys: readonly KeyObject[];
  /** Checkpoints kept by a witness instead of those that the trail itself shows, as JWS in the order of their numbers. */
  readonly checkpoints?: AsyncIterable<string> | Iterable<string>;
  /** States of an earlier run: each chain goes on from there. */
  readonly resume?: readonly VerifyState[];
  /** Called once a batch, with the records checked so far: what a progress bar shows, and a resumed run starts from. */
  readonly onProgress?: (records: number, state: VerifyState) => void;
}

/** What verification found. */
export interface VerifyReport {
  readonly records: number;
  readonly checkpoints: number;
  /** The last good record of each chain. */
  readonly states: readonly VerifyState[];
  /** The first of each chain; empty: everything is as it was. */
  readonly findings: readonly Finding[];
}

/** Verifies a whole trail, streaming: memory does not grow with the trail. Rejects when the source cannot be read. */
export async function verifyTrail(source: TrailSource, options: VerifyOptions): Promise<VerifyReport> {
  const { publicKeys, resume = [], onProgress } = options;
  const { checkpoints, finding } = await verifyCheckpoints(options.checkpoints ?? source.checkpoints(), publicKeys);
  const { purges, findings } = await readPurges(source, publicKeys);
  const all: Finding[] = [...(finding === undefined ? [] : [finding]), ...findings];
  const states: VerifyState[] = [];
  let records = 0;
  for (const chain of await chainsOf(source, checkpoints)) {
    const before = records;
    const from = resume.find((state) => state.chain === chain);
    const verifier = new ChainVerifier(chain, new Proofs(chain, checkpoints, purges), from);
    const bad = await walk(source, chain, verifier, (count) => {
      records = before + count;
      onProgress?.(records, verifier.state);
    });
    states.push(verifier.state);
    all.push(...(bad === undefined ? [] : [bad]));
  }
  return { records, checkpoints: checkpoints.length, states, findings: all };
}

async function walk(
  source: TrailSource,
  chain: string,
  verifier: ChainVerifier,
  progress: (records: number) => void,
): Promise<Finding | undefined> {
  const { seq, offset } = verifier.state;
  const contents = new ContentStream(source.contents(chain, offset));
  let records = 0;
  try {
    for await (const entries of readAhead(source.entries(chain, seq))) {
      for (const entry of entries) {
        if (!contents.reaches(entry.offset)) {
          await contents.readTo(entry.offset);
        }
        const { content, stray } = contents.at(entry.offset);
        const finding =
          verifier.take(entry, content ?? (await source.content(entry._id))) ??
          (stray === undefined ? undefined : strayFinding(chain, verifier.state.seq, stray._id));
        if (finding !== undefined) {
          progress(records);
          return finding;
        }
        records += 1;
      }
      progress(records);
    }
    return verifier.end();
  } finally {
    await contents.close();
  }
}

/** A content that no link stands for, before one that is: ingest links whatever it stores before it goes on. */
function strayFinding(chain: string, seq: number, id: string): Finding {
  return { kind: 'inserted', chain, seq, id, detail: 'a content before this record is in no chain' };
}

/** Chains that have records, and those that only checkpoints still know: they were deleted as a whole. */
async function chainsOf(source: TrailSource, checkpoints: readonly Checkpoint[]): Promise<string[]> {
  return [...new Set([...(await source.chains()), ...checkpoints.map(({ chain }) => chain)])];
}

async function readPurges(
  source: TrailSource,
  publicKeys: readonly KeyObject[],
): Promise<{ purges: PurgeRecord[]; findings: Finding[] }> {
  const purges: PurgeRecord[] = [];
  const findings: Finding[] = [];
  let number = 0;
  for await (const jws of source.purges()) {
    number += 1;
    const purge = await readPurge(jws, publicKeys);
    if (purge === undefined) {
      findings.push({ kind: 'edited', chain: 'purges', seq: number, detail: 'a purge record is not signed by the audit' });
    } else {
      purges.push(purge);
    }
  }
  return { purges, findings };
}
