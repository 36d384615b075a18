import { randomUUID } from 'node:crypto';
import type { Filter } from 'mongodb';
import type { ContentRecord } from '../chain/records.ts';
import type { AuditCollections, HoldDocument } from './collections.ts';

/** Thrown when a hold would cover everything, by mistake: it needs a scope. */
export class HoldWithoutScope extends Error {
  override readonly name = 'HoldWithoutScope';
}

/** Keeps what `scope` covers, whatever its age. Rejects with `HoldWithoutScope`. */
export async function placeHold(
  { holds }: AuditCollections,
  hold: { readonly scope: HoldDocument['scope']; readonly ground: string; readonly by: string },
): Promise<HoldDocument> {
  if (Object.values(hold.scope).every((value) => value === undefined)) {
    throw new HoldWithoutScope('a hold names a vendor, a pharmacy, a request or a person');
  }
  const document: HoldDocument = { _id: randomUUID(), ...hold, since: new Date() };
  await holds.insertOne(document);
  return document;
}

/** Lifts a hold; false where there is none of this id. */
export async function releaseHold({ holds }: AuditCollections, id: string): Promise<boolean> {
  const { deletedCount } = await holds.deleteOne({ _id: id });
  return deletedCount === 1;
}

/** What is held, as a filter over contents; undefined while nothing is. */
export async function heldFilter({ holds }: Pick<AuditCollections, 'holds'>): Promise<Filter<ContentRecord> | undefined> {
  const all = await holds.find().toArray();
  return all.length === 0 ? undefined : { $or: all.map(({ scope }) => ({ ...scope })) };
}
