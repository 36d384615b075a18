import type { KeyObject } from 'node:crypto';
import { ChainVerifier, type VerifyState } from './chain-verifier.ts';
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
  // Asked for first and needed last: it takes a look at everything.
  const strange = source.strangeChains?.() ?? Promise.resolve([]);
  strange.catch(() => undefined);
  const { row, finding } = await verifyCheckpoints(options.checkpoints ?? source.checkpoints(), publicKeys, {
    mayBeginLater: options.checkpoints !== undefined,
  });
  let purges = await SignedPurges.read(source, publicKeys);
  const findings: Finding[] = [...(finding === undefined ? [] : [finding]), ...purges.findings];
  const states: VerifyState[] = [];
  let records = 0;

  async function walk(chain: string, settleMs: number | undefined): Promise<Finding | undefined> {
    const from = resume.find((state) => state.chain === chain);
    const before = records;
    const walkOnce = async () => {
      const verifier = new ChainVerifier(chain, new Proofs(row.headsOf(chain), purges.of(chain)), from);
      const bad = await walkChain(source, chain, verifier, {
        onRecords: (count) => {
          records = before + count;
          onProgress?.(records, verifier.state);
        },
        ...(settleMs !== undefined && { settleMs }),
        ...(options.onWaiting !== undefined && { onWaiting: options.onWaiting }),
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
    return walked.bad;
  }

  // Those that an earlier run knew as well: somebody may have taken away all that says that they were there.
  const chains = new Set([...(await source.chains()), ...row.chains(), ...resume.map(({ chain }) => chain)]);
  const bad = new Map<string, Finding | undefined>();
  for (const chain of chains) {
    bad.set(chain, await walk(chain, options.settleMs));
  }
  for (const chain of await strange) {
    // Nobody is going to write to a chain that was never opened.
    const found = bad.get(chain) ?? (chains.has(chain) ? undefined : await walk(chain, 0));
    bad.set(chain, found ?? strangeFinding(chain, row.headsOf(chain).lastSeq >= 0));
  }
  findings.push(...[...bad.values()].filter((found) => found !== undefined));
  return { records, checkpoints: row.count, states, findings };
}

function strangeFinding(chain: string, isVouchedFor: boolean): Finding {
  return isVouchedFor
    ? { kind: 'deleted', chain, seq: 0, detail: "the audit's note that it opened this chain is gone" }
    : { kind: 'inserted', chain, seq: 0, detail: 'records of a chain that the audit never opened' };
}
