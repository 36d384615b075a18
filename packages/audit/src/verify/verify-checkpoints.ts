import type { KeyObject } from 'node:crypto';
import { type Checkpoint, checkpointHashOf, readCheckpoint } from '../checkpoints/checkpoint.ts';
import type { Finding, Tampering } from './finding.ts';

/** What became of the checkpoints' own chain. `checkpoints`: those that verified, up to the first bad one. */
export interface CheckpointsVerdict {
  readonly checkpoints: readonly Checkpoint[];
  readonly finding?: Finding;
}

/**
 * Verifies the chain that checkpoints form: signatures, numbers without a gap, each naming the hash of the one before. Repeats of
 * the same bytes are no fault: the topic delivers at least once. `jwss`: in the order of their numbers.
 */
export async function verifyCheckpoints(
  jwss: AsyncIterable<string> | Iterable<string>,
  publicKeys: readonly KeyObject[],
): Promise<CheckpointsVerdict> {
  const good: Checkpoint[] = [];
  const seen = new Set<string>();
  for await (const jws of jwss) {
    if (seen.has(checkpointHashOf(jws))) {
      continue;
    }
    const last = good.at(-1);
    const next = (last?.number ?? 0) + 1;
    const checkpoint = await readCheckpoint(jws, publicKeys);
    if (checkpoint === undefined) {
      return { checkpoints: good, finding: found('edited', next, 'not signed by the audit') };
    }
    const finding = misfit(checkpoint, last, next);
    if (finding !== undefined) {
      return { checkpoints: good, finding };
    }
    seen.add(checkpoint.hash);
    good.push(checkpoint);
  }
  return { checkpoints: good };
}

function misfit({ number, previous }: Checkpoint, last: Checkpoint | undefined, next: number): Finding | undefined {
  if (number > next) {
    return found('deleted', next, `the next checkpoint there is has number ${number}`);
  }
  if (number < next) {
    return found('forked', number, 'a second, different checkpoint of this number');
  }
  return previous === (last?.hash ?? null) ? undefined : found('forked', number, 'it continues another checkpoint');
}

function found(kind: Tampering, seq: number, detail: string): Finding {
  return { kind, chain: 'checkpoints', seq, detail };
}
