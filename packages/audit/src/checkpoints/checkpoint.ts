import { hash as digest, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { type Signer, verifiedPayload } from './signing.ts';

const TYPE = 'officine-audit-checkpoint+jws';

const claims = z.object({
  /** 1, 2, 3, … over all chains. */
  number: z.number().int().positive(),
  /** Hash of the checkpoint with the number before; null for the first. */
  previous: z.string().nullable(),
  chain: z.string().min(1),
  seq: z.number().int().nonnegative(),
  /** Chain hash of the record `seq`, base64url. */
  head: z.string(),
  at: z.iso.datetime({ offset: true }),
});
/** What a checkpoint says: at `at`, the chain had got to `seq`, with this hash. */
export type CheckpointClaims = z.infer<typeof claims>;

/** A checkpoint in its signed form. */
export interface Checkpoint extends CheckpointClaims {
  /** SHA-256 of the JWS text, base64url: what the next checkpoint and every availability event carry. */
  readonly hash: string;
  readonly jws: string;
}

/** Signs a checkpoint. */
export async function signCheckpoint(signer: Signer, said: CheckpointClaims): Promise<Checkpoint> {
  const jws = await signer.sign(TYPE, said);
  return { ...said, jws, hash: checkpointHashOf(jws) };
}

/** The hash by which witnesses know a checkpoint. */
export function checkpointHashOf(jws: string): string {
  return digest('sha256', jws, 'base64url');
}

/** Reads a checkpoint; undefined when its signature is not by one of `publicKeys`. */
export async function readCheckpoint(jws: string, publicKeys: readonly KeyObject[]): Promise<Checkpoint | undefined> {
  const parsed = claims.safeParse(await verifiedPayload(jws, TYPE, publicKeys));
  return parsed.success ? { ...parsed.data, jws, hash: checkpointHashOf(jws) } : undefined;
}

/** What a checkpoint says, its signature unread; undefined when it is none. Only for what another signature vouches for. */
export function claimsIn(jws: string): CheckpointClaims | undefined {
  const [, payload, signature] = jws.split('.');
  if (payload === undefined || signature === undefined) {
    return undefined;
  }
  try {
    const parsed = claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
