import { randomBytes } from 'node:crypto';
import { type PersonPseudonym, referenceOf, subjectIdOf } from '../people/references.ts';
import type { AuditCollections, SubjectDocument } from './collections.ts';
import { duplicatesIn } from './duplicate-key.ts';

const SALT_BYTES = 32;
const REMEMBERED = 20_000;

/** Gives each pseudonym its reference, making a salt at the first meeting. Safe beside other writers. */
export class SubjectRegistry {
  readonly #collections: Pick<AuditCollections, 'subjects' | 'state'>;
  readonly #remembered = new Map<string, string>();
  #erasures = -1;

  constructor(collections: Pick<AuditCollections, 'subjects' | 'state'>) {
    this.#collections = collections;
  }

  /** References by subject id (`<kid>:<hmac>`). */
  async referencesOf(pseudonyms: Iterable<PersonPseudonym>): Promise<ReadonlyMap<string, string>> {
    await this.#forgetTheErased();
    const ids = new Set([...pseudonyms].map(subjectIdOf));
    const known = new Map<string, string>();
    for (const id of ids) {
      const reference = this.#remembered.get(id);
      if (reference !== undefined) {
        known.set(id, reference);
      }
    }
    const unknown = [...ids].filter((id) => !known.has(id));
    if (unknown.length > 0) {
      for (const { _id, salt } of await this.#readOrMake(unknown)) {
        const reference = referenceOf(salt, _id);
        known.set(_id, reference);
        this.#remember(_id, reference);
      }
    }
    return known;
  }

  async #readOrMake(ids: readonly string[]): Promise<SubjectDocument[]> {
    const found = await this.#read(ids);
    const have = new Set(found.map(({ _id }) => _id));
    const made = ids.filter((id) => !have.has(id)).map((_id) => ({ _id, salt: randomBytes(SALT_BYTES) }));
    if (made.length === 0) {
      return found;
    }
    try {
      await this.#collections.subjects.insertMany(made, { ordered: false });
      return [...found, ...made];
    } catch (error) {
      if (duplicatesIn(error) === undefined) {
        throw error;
      }
      // Another owner met the same person: its salt counts.
      return this.#read(ids);
    }
  }

  #read(ids: readonly string[]): Promise<SubjectDocument[]> {
    return this.#collections.subjects.find({ _id: { $in: [...ids] } }).toArray();
  }

  async #forgetTheErased(): Promise<void> {
    const state = await this.#collections.state.findOne({ _id: 'erasures' });
    const erasures = state?.count ?? 0;
    if (erasures !== this.#erasures) {
      this.#remembered.clear();
      this.#erasures = erasures;
    }
  }

  #remember(id: string, reference: string): void {
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= REMEMBERED && oldest !== undefined) {
      this.#remembered.delete(oldest);
    }
    this.#remembered.set(id, reference);
  }
}
