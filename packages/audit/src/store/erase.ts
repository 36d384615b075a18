import { type PersonPseudonym, referenceOf, subjectIdOf } from '../people/references.ts';
import type { AuditCollections } from './collections.ts';
import { heldFilter } from './holds.ts';

/** Why a person was not erased. */
export type ErasureRefusal = 'no-ground' | 'held';

/** Thrown when a person must not be erased: without a ground, or under a hold. */
export class ErasureRefused extends Error {
  override readonly name = 'ErasureRefused';
  readonly code: ErasureRefusal;

  constructor(code: ErasureRefusal) {
    super(code === 'held' ? 'what names this person is held' : 'an erasure needs a ground');
    this.code = code;
  }
}

/** What an erasure did, and what remains. */
export interface Erasure {
  /** Pseudonyms that were there; 0: nobody of this name had been recorded. */
  readonly pseudonyms: number;
  /** Records that stay, and lead to nobody any more. */
  readonly records: number;
  /** When the last of them is recorded; undefined where there is none. */
  readonly lastAt?: Date;
}

/**
 * Erases a person: its pseudonyms and salts go, its records stay as they were hashed. `pseudonyms`: under every key, old ones
 * too. `beforeErasing`: called once nothing stands against it any more; nothing is erased when it rejects. Rejects with
 * `ErasureRefused`.
 */
export async function erasePerson(
  collections: AuditCollections,
  pseudonyms: readonly PersonPseudonym[],
  ground: string,
  beforeErasing: () => Promise<void> = async () => undefined,
): Promise<Erasure> {
  if (ground.trim() === '') {
    throw new ErasureRefused('no-ground');
  }
  const references = await referencesOf(collections, pseudonyms);
  const about = { $or: [{ subject: { $in: references } }, { user: { $in: references } }] };
  const held = await heldFilter(collections);
  if (held !== undefined && (await collections.content.findOne({ $and: [about, held] })) !== null) {
    throw new ErasureRefused('held');
  }
  await beforeErasing();
  const { deletedCount } = await collections.subjects.deleteMany({ _id: { $in: pseudonyms.map(subjectIdOf) } });
  // After the deletion: whoever remembers the salt from before forgets it now.
  await collections.state.updateOne({ _id: 'erasures' }, { $inc: { count: 1 } }, { upsert: true });
  const records = await collections.content.countDocuments(about);
  const last = await collections.content.find(about).sort({ at: -1 }).limit(1).next();
  return { pseudonyms: deletedCount, records, ...(last !== null && { lastAt: last.at }) };
}

/** The references by which content names a person; empty where it does not, or does not any more. */
export async function referencesOf(
  { subjects }: Pick<AuditCollections, 'subjects'>,
  pseudonyms: readonly PersonPseudonym[],
): Promise<string[]> {
  const found = await subjects.find({ _id: { $in: pseudonyms.map(subjectIdOf) } }).toArray();
  return found.map(({ _id, salt }) => referenceOf(salt, _id));
}
