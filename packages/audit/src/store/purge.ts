import { randomUUID } from 'node:crypto';
import { contentHashOf, hashText } from '../chain/hashes.ts';
import type { ChainEntry, ContentRecord } from '../chain/records.ts';
import type { Signer } from '../checkpoints/signing.ts';
import { type PurgeClaims, purgeIn, signPurge } from '../purges/purge-record.ts';
import { sameFields } from '../verify/content-check.ts';
import type { AuditCollections } from './collections.ts';
import { heldFilter } from './holds.ts';

/** What a purge took away. */
export interface Purged {
  readonly contents: number;
  readonly links: number;
  /** Expired, and kept by a hold. */
  readonly held: number;
}

/** What is expired at the beginning of a chain. */
interface Expired {
  readonly from: number;
  readonly to: number;
  readonly gone: readonly string[];
  readonly kept: readonly number[];
  /** The entry up to which nothing is kept: links go to here; undefined: none. */
  readonly contiguous?: ChainEntry;
}

const BATCH = 1_000;

/**
 * Takes away what is older than `cutoff`: content that is not held, and the links in front of the first that stays. The signed
 * purge record comes first, so that a purge that is cut off leaves nothing unexplained. A chain keeps its last link: it goes on
 * from there. Run one at a time; needs the right to delete, which ingest does not have.
 */
export async function purgeExpired(
  collections: AuditCollections,
  signer: Signer,
  cutoff: Date,
  now: () => Date = () => new Date(),
): Promise<Purged> {
  const total = { contents: 0, links: 0, held: 0 };
  for (const { _id: chain } of await collections.chains.find().sort({ _id: 1 }).toArray()) {
    // By steps: neither memory nor one record grows with what has expired.
    for (let after = -1; ; ) {
      const expired = await expiredAfter(collections, chain, after, cutoff);
      if (expired === undefined) {
        break;
      }
      after = expired.to;
      const reason = { at: now().toISOString(), cutoff: cutoff.toISOString() };
      total.held += expired.kept.length;
      total.contents += await takeContents(collections, signer, chain, expired, reason);
      total.links += await takeLinks(collections, signer, chain, expired, reason);
    }
  }
  return total;
}

async function takeContents(
  collections: AuditCollections,
  signer: Signer,
  chain: string,
  { from, to, kept, gone }: Expired,
  reason: { readonly at: string; readonly cutoff: string },
): Promise<number> {
  if (gone.length === 0) {
    return 0;
  }
  await record(collections, signer, { kind: 'content', chain, from, to, kept: [...kept], ...reason });
  const { deletedCount } = await collections.content.deleteMany({ _id: { $in: [...gone] } });
  return deletedCount;
}

async function takeLinks(
  collections: AuditCollections,
  signer: Signer,
  chain: string,
  { contiguous }: Expired,
  reason: { readonly at: string; readonly cutoff: string },
): Promise<number> {
  if (contiguous === undefined) {
    return 0;
  }
  const { seq: to, hash } = contiguous;
  const first = await collections.chain.find({ chain }).sort({ chain: 1, seq: 1 }).limit(1).next();
  const from = first?.seq ?? to;
  const isUnexplained = from > 0 && !(await followsPurge(collections, chain, from));
  if (isUnexplained) {
    return 0;
  }
  await record(collections, signer, { kind: 'chain', chain, from, to, hash: hashText(hash), ...reason });
  const { deletedCount } = await collections.chain.deleteMany({ chain, seq: { $lte: to } });
  return deletedCount;
}

/** A chain whose beginning is gone without a purge record has been tampered with: no purge may cover that up. */
async function followsPurge({ purges }: AuditCollections, chain: string, from: number): Promise<boolean> {
  return (await purges.findOne({ chain, kind: 'chain', to: from - 1 })) !== null;
}

/**
 * What has expired after `after`, up to the first record that has not, or that is not what was hashed: what somebody tampered with is
 * evidence, and an age that was forged must not purge it. A content that is gone unexplained ends it as well: a purge record would
 * cover that up.
 */
async function expiredAfter(
  collections: AuditCollections,
  chain: string,
  after: number,
  cutoff: Date,
): Promise<Expired | undefined> {
  const entries = await collections.chain
    .find({ chain, seq: { $gt: after } })
    .sort({ chain: 1, seq: 1 })
    .limit(BATCH)
    .toArray();
  const ids = entries.map(({ _id }) => _id);
  const contents = await collections.content.find({ _id: { $in: ids } }).toArray();
  const contentOf = new Map(contents.map((content) => [content._id, content]));
  const explained = await takenBefore(collections, chain, after);
  const end = entries.findIndex((entry) => {
    const content = contentOf.get(entry._id);
    return content === undefined ? !explained(entry.seq) : !hasExpired(entry, content, cutoff);
  });
  const expired = end === -1 ? entries : entries.slice(0, end);
  const [first, last] = [expired[0], expired.at(-1)];
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const heldIds = await heldAmong(
    collections,
    expired.map(({ _id }) => _id),
  );
  const kept = expired.filter(({ _id }) => heldIds.has(_id)).map(({ seq }) => seq);
  const gone = expired.filter(({ _id }) => contentOf.has(_id) && !heldIds.has(_id)).map(({ _id }) => _id);
  const contiguous = await contiguousEnd(collections, chain, expired, kept);
  return { from: first.seq, to: last.seq, gone, kept, ...(contiguous !== undefined && { contiguous }) };
}

function hasExpired(entry: ChainEntry, content: ContentRecord, cutoff: Date): boolean {
  const isSound = contentHashOf(content.canonical).equals(entry.contentHash) && sameFields(entry, content);
  return isSound && content.at.getTime() < cutoff.getTime();
}

/** Which contents an earlier purge has taken. */
async function takenBefore({ purges }: AuditCollections, chain: string, after: number): Promise<(seq: number) => boolean> {
  const records = await purges.find({ chain, kind: 'content', to: { $gt: after } }).toArray();
  // Written by this very program, by a user that nobody else is; verification reads their signatures.
  const taken = records.flatMap(({ jws }) => {
    const claims = purgeIn(jws);
    return claims?.kind === 'content' ? [{ ...claims, kept: new Set(claims.kept) }] : [];
  });
  return (seq) => taken.some(({ from, to, kept }) => seq >= from && seq <= to && !kept.has(seq));
}

/** The last link that may go: nothing before it is kept, and it is not the chain's last. */
async function contiguousEnd(
  { chain: links }: AuditCollections,
  chain: string,
  expired: readonly ChainEntry[],
  kept: readonly number[],
): Promise<ChainEntry | undefined> {
  const [head, tail] = await Promise.all([
    links.find({ chain }).sort({ chain: -1, seq: -1 }).limit(1).next(),
    links.find({ chain }).sort({ chain: 1, seq: 1 }).limit(1).next(),
  ]);
  const begins = tail?.seq === expired[0]?.seq;
  const limit = Math.min(kept[0] ?? Number.POSITIVE_INFINITY, head?.seq ?? 0);
  return begins ? expired.filter(({ seq }) => seq < limit).at(-1) : undefined;
}

async function heldAmong(collections: AuditCollections, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const held = await heldFilter(collections);
  if (held === undefined) {
    return new Set();
  }
  const found = await collections.content
    .find({ $and: [{ _id: { $in: [...ids] } }, held] })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  return new Set(found.map(({ _id }) => _id));
}

async function record({ purges }: AuditCollections, signer: Signer, claims: PurgeClaims): Promise<void> {
  const { jws, chain, kind, to, at } = await signPurge(signer, claims);
  await purges.insertOne({ _id: randomUUID(), chain, kind, to, at: new Date(at), jws });
}
