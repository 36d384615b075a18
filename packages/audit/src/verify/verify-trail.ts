import type { KeyObject } from 'node:crypto';
import { ChainVerifier, type VerifyState } from './chain-verifier.ts';
import type { CheckpointRow } from './checkpoint-row.ts';
import type { Finding } from './finding.ts';
import { Proofs } from './proofs.ts';
import { SignedPurges } from './signed-purges.ts';
import type { TrailSource } from './trail-source.ts';
import { verifyCheckpoints } from './verify-checkpoints.ts';
import { walkChain } from './walk-chain.ts';

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
  /** How long a content after the last link may wait for its own, ms: a replica that was killed is replaced in less (30 s). */
  readonly settleMs?: number;
  /** Called when contents have to be waited for. */
  readonly onWaiting?: (contents: number) => void;
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
  const { row, finding } = await verifyCheckpoints(options.checkpoints ?? source.checkpoints(), publicKeys, {
    mayBeginLater: options.checkpoints !== undefined,
  });
  let purges = await SignedPurges.read(source, publicKeys);
  const findings: Finding[] = [...(finding === undefined ? [] : [finding]), ...purges.findings];
  const states: VerifyState[] = [];
  const strange = new Set(await source.strangeChains?.());
  let records = 0;
  for (const chain of await chainsOf(source, row)) {
    const heads = row.headsOf(chain);
    const from = resume.find((state) => state.chain === chain);
    const before = records;
    const walkOnce = async () => {
      const verifier = new ChainVerifier(chain, new Proofs(heads, purges.of(chain)), from);
      const bad = await walkChain(source, chain, verifier, {
        ...options,
        // Nobody is going to write to a chain that was never opened.
        ...(strange.has(chain) && { settleMs: 0 }),
        onRecords: (count) => {
          records = before + count;
          onProgress?.(records, verifier.state);
        },
      });
      return { bad, state: verifier.state };
    };
    let walked = await walkOnce();
    if (walked.bad !== undefined) {
      // What a purge took away while it was being read is explained by a record that came meanwhile.
      const now = await SignedPurges.read(source, publicKeys);
      if (now.count !== purges.count) {
        purges = now;
        walked = await walkOnce();
      }
    }
    states.push(walked.state);
    const bad = walked.bad ?? (strange.has(chain) ? strangeFinding(chain, heads.lastSeq >= 0) : undefined);
    findings.push(...(bad === undefined ? [] : [bad]));
  }
  return { records, checkpoints: row.count, states, findings };
}

/** Chains that have records, and those that only checkpoints still know: they were deleted as a whole. */
async function chainsOf(source: TrailSource, row: CheckpointRow): Promise<string[]> {
  return [...new Set([...(await source.chains()), ...row.chains()])];
}

function strangeFinding(chain: string, isVouchedFor: boolean): Finding {
  return isVouchedFor
    ? { kind: 'deleted', chain, seq: 0, detail: "the audit's note that it opened this chain is gone" }
    : { kind: 'inserted', chain, seq: 0, detail: 'records of a chain that the audit never opened' };
}
