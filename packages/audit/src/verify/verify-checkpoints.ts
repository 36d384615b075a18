import type { KeyObject } from 'node:crypto';
import { type CheckpointClaims, checkpointHashOf, claimsIn, readCheckpoint } from '../checkpoints/checkpoint.ts';
import { CheckpointRow } from './checkpoint-row.ts';
import type { Finding, Tampering } from './finding.ts';

/** What became of the checkpoints' own chain. `row`: those that verified, up to the first bad one. */
export interface CheckpointsVerdict {
  readonly row: CheckpointRow;
  readonly finding?: Finding;
}

/** How strict to be. */
export interface CheckpointsOptions {
  /** Whether the first may have another number than 1: a witness keeps checkpoints from the day on which it began. */
  readonly mayBeginLater?: boolean;
}

const BLOCK = 1_000;

/**
 * Verifies the chain that checkpoints form: signatures, numbers without a gap, each naming the hash of the one before. Repeats of
 * the same bytes are no fault: the topic delivers at least once. `jwss`: in the order of their numbers.
 *
 * A checkpoint names the hash of the one before it, so that a signature vouches for all before it as well: of a block that hangs
 * together the last one's is enough, and a year's checkpoints are verified in seconds.
 */
export async function verifyCheckpoints(
  jwss: AsyncIterable<string> | Iterable<string>,
  publicKeys: readonly KeyObject[],
  { mayBeginLater = false }: CheckpointsOptions = {},
): Promise<CheckpointsVerdict> {
  const row = new CheckpointRow();
  let block: string[] = [];
  const judge = async () => {
    const jwssOfBlock = block;
    block = [];
    return (await hangTogether(jwssOfBlock, row, publicKeys, mayBeginLater))
      ? undefined
      : oneByOne(jwssOfBlock, row, publicKeys, mayBeginLater);
  };
  for await (const jws of jwss) {
    block.push(jws);
    const finding = block.length < BLOCK ? undefined : await judge();
    if (finding !== undefined) {
      return { row, finding };
    }
  }
  const finding = await judge();
  return { row, ...(finding !== undefined && { finding }) };
}

/** Takes a whole block into the row if its checkpoints follow each other and the last one is signed. */
async function hangTogether(
  jwss: readonly string[],
  row: CheckpointRow,
  publicKeys: readonly KeyObject[],
  mayBeginLater: boolean,
): Promise<boolean> {
  const last = jwss.at(-1);
  if (last === undefined) {
    return true;
  }
  const parsed: { readonly claims: CheckpointClaims; readonly hash: string }[] = [];
  let number = row.lastNumber;
  let previous = row.lastHash;
  for (const jws of jwss) {
    const claims = claimsIn(jws);
    const isFirst = mayBeginLater && previous === undefined;
    if (claims === undefined || (!isFirst && (claims.number !== number + 1 || claims.previous !== (previous ?? null)))) {
      return false;
    }
    number = claims.number;
    previous = checkpointHashOf(jws);
    parsed.push({ claims, hash: previous });
  }
  if ((await readCheckpoint(last, publicKeys)) === undefined) {
    return false;
  }
  for (const { claims, hash } of parsed) {
    row.push(claims, hash);
  }
  return true;
}

async function oneByOne(
  jwss: readonly string[],
  row: CheckpointRow,
  publicKeys: readonly KeyObject[],
  mayBeginLater: boolean,
): Promise<Finding | undefined> {
  for (const jws of jwss) {
    const hash = checkpointHashOf(jws);
    const checkpoint = await readCheckpoint(jws, publicKeys);
    if (checkpoint === undefined) {
      return found('edited', row.lastNumber + 1, 'not signed by the audit');
    }
    if (row.hashOf(checkpoint.number) === hash) {
      continue;
    }
    const finding = mayBeginLater && row.count === 0 ? undefined : misfit(checkpoint, row);
    if (finding !== undefined) {
      return finding;
    }
    row.push(checkpoint, hash);
  }
  return undefined;
}

function misfit({ number, previous }: CheckpointClaims, row: CheckpointRow): Finding | undefined {
  const next = row.lastNumber + 1;
  if (number > next) {
    return found('deleted', next, `the next checkpoint there is has number ${number}`);
  }
  if (number < next) {
    return found('forked', number, 'a second, different checkpoint of this number');
  }
  return previous === (row.lastHash ?? null) ? undefined : found('forked', number, 'it continues another checkpoint');
}

function found(kind: Tampering, seq: number, detail: string): Finding {
  return { kind, chain: 'checkpoints', seq, detail };
}
