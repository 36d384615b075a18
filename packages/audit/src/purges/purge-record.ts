import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { type Signer, verifiedPayload } from '../checkpoints/signing.ts';

const TYPE = 'officine-audit-purge+jws';

const range = { chain: z.string().min(1), from: z.number().int().nonnegative(), to: z.number().int().nonnegative() };
const reason = { at: z.iso.datetime({ offset: true }), cutoff: z.iso.datetime({ offset: true }) };

const claims = z.discriminatedUnion('kind', [
  /** The content of `from` to `to` is gone, but for what was held. */
  z.object({ kind: z.literal('content'), ...range, ...reason, kept: z.array(z.number().int().nonnegative()) }),
  /** The links up to `to` are gone as well; `hash` (base64url) is what the next one names as its predecessor. */
  z.object({ kind: z.literal('chain'), ...range, ...reason, hash: z.string() }),
]);
/** What a purge took away, why, and from where the rest still verifies. */
export type PurgeClaims = z.infer<typeof claims>;

/** A purge in its signed form. */
export type PurgeRecord = PurgeClaims & { readonly jws: string };

/** Signs a purge. */
export async function signPurge(signer: Signer, said: PurgeClaims): Promise<PurgeRecord> {
  return { ...said, jws: await signer.sign(TYPE, said) };
}

/** Reads a purge record; undefined when its signature is not by one of `publicKeys`. */
export async function readPurge(jws: string, publicKeys: readonly KeyObject[]): Promise<PurgeRecord | undefined> {
  const parsed = claims.safeParse(await verifiedPayload(jws, TYPE, publicKeys));
  return parsed.success ? { ...parsed.data, jws } : undefined;
}

/** What a purge record says, its signature unread; undefined when it is none. */
export function purgeIn(jws: string): PurgeClaims | undefined {
  try {
    const parsed = claims.safeParse(JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
