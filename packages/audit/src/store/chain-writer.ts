import type { AuditRecorded } from '@officine/contracts';
import { contentOf, type FactData } from '../chain/content.ts';
import { headOf, link } from '../chain/link.ts';
import type { ChainHead, ContentRecord } from '../chain/records.ts';
import { type PersonPseudonym, subjectIdOf } from '../people/references.ts';
import { currentHead, nextGeneration, type PartitionPlace } from './chain-heads.ts';
import type { AuditCollections } from './collections.ts';
import { duplicatesIn } from './duplicate-key.ts';
import type { SubjectRegistry } from './subject-registry.ts';

/** An event at its place in the topic. */
export interface ReceivedEvent {
  readonly id: string;
  readonly source: string;
  readonly offset: number;
  readonly data: AuditRecorded;
}

/** What an append did. */
export interface Appended {
  readonly appended: readonly ContentRecord[];
  /** Events that the record already had. */
  readonly repeats: number;
  /** How often another owner of the partition was met. */
  readonly collisions: number;
}

/** Thrown when another owner keeps writing to the same chain: whoever is no longer owner must stop. */
export class ChainContested extends Error {
  override readonly name = 'ChainContested';
  readonly disposition = 'halt';

  constructor() {
    super('another owner writes to the same chain');
  }
}

/**
 * Thrown when the database refuses contents as there already, and does not show them: a majority has them not yet, or never will. A
 * link to what may vanish would look like a deletion.
 */
export class ContentUnseen extends Error {
  override readonly name = 'ContentUnseen';

  constructor(count: number) {
    super(`${count} contents are said to be there, and cannot be read`);
  }
}

const TRIES = 5;

/**
 * Appends events of one partition to its chain, in the order of their offsets; one append at a time. Content goes first: a link
 * without content would look like a deletion, while content whose link is missing is linked when its event is read again.
 */
export class ChainWriter {
  readonly #collections: AuditCollections;
  readonly #subjects: SubjectRegistry;
  readonly #place: PartitionPlace;
  #head: ChainHead | undefined;
  readonly #ended: ChainHead[] = [];

  constructor(collections: AuditCollections, subjects: SubjectRegistry, place: PartitionPlace) {
    this.#collections = collections;
    this.#subjects = subjects;
    this.#place = place;
  }

  /**
   * Where the partition's chains have got to, as far as this writer knows for certain: those that it saw end, and the present one,
   * which is left out before the first append and after a failure.
   */
  get heads(): readonly ChainHead[] {
    return this.#head === undefined ? this.#ended : [...this.#ended, this.#head];
  }

  /** Resolves when a majority has all of `events`. Rejects with `ChainContested`, or with the driver's error: try again later. */
  async append(events: readonly ReceivedEvent[]): Promise<Appended> {
    const distinct = [...new Map(events.toReversed().map((event) => [event.id, event])).values()].toReversed();
    try {
      for (let collisions = 0; collisions < TRIES; collisions += 1) {
        const appended = await this.#tryAppend(distinct);
        if (appended !== undefined) {
          return { appended, repeats: events.length - appended.length, collisions };
        }
        this.#head = undefined;
      }
      throw new ChainContested();
    } catch (error) {
      // What was written is unknown: the next attempt asks.
      this.#head = undefined;
      throw error;
    }
  }

  /** Undefined: somebody else has written in between. */
  async #tryAppend(events: readonly ReceivedEvent[]): Promise<readonly ContentRecord[] | undefined> {
    const { head, unknown } = await this.#placeOf(events);
    const contents = await this.#store(await this.#contentsOf(head.chain, unknown));
    const entries = link(head, contents);
    const last = entries.at(-1);
    if (last === undefined) {
      this.#head = head;
      return [];
    }
    try {
      await this.#collections.chain.insertMany(entries, { ordered: true });
    } catch (error) {
      if (duplicatesIn(error) === undefined) {
        throw error;
      }
      return undefined;
    }
    this.#head = headOf(last);
    return contents;
  }

  /** The head to append to, and the events that are not yet in the record. */
  async #placeOf(events: readonly ReceivedEvent[]): Promise<{ head: ChainHead; unknown: readonly ReceivedEvent[] }> {
    const head = this.#head ?? (await currentHead(this.#collections, this.#place));
    const behind = events.filter(({ offset }) => offset <= head.offset);
    if (behind.length === 0) {
      return { head, unknown: events };
    }
    const known = await this.#chained(behind.map(({ id }) => id));
    const unknown = events.filter(({ id }) => !known.has(id));
    // An event that nobody has recorded, before one that was recorded: the topic was deleted and made anew.
    const isAnotherTopic = behind.some(({ id }) => !known.has(id));
    return { head: isAnotherTopic ? await this.#begin(head) : head, unknown };
  }

  async #begin(after: ChainHead): Promise<ChainHead> {
    const head = await nextGeneration(this.#collections, this.#place, after.chain);
    if (!this.#ended.some(({ chain }) => chain === after.chain)) {
      this.#ended.push(after);
    }
    return head;
  }

  async #contentsOf(chain: string, events: readonly ReceivedEvent[]): Promise<ContentRecord[]> {
    const people = events.flatMap(({ data }) => [data.user, data.subject].filter((person) => person !== undefined));
    const references = await this.#subjects.referencesOf(people);
    return events.map(({ id, source, offset, data: { user, subject, ...rest } }) => {
      const data: FactData = {
        ...rest,
        ...(user !== undefined && { user: referenceIn(references, user) }),
        ...(subject !== undefined && { subject: referenceIn(references, subject) }),
      };
      return contentOf({ id, source, chain, offset, data });
    });
  }

  /** Stores what is new; the contents that are still to be linked, as they stand in the database. */
  async #store(contents: readonly ContentRecord[]): Promise<readonly ContentRecord[]> {
    if (contents.length === 0) {
      return contents;
    }
    try {
      await this.#collections.content.insertMany(contents, { ordered: false });
      return contents;
    } catch (error) {
      const duplicates = duplicatesIn(error);
      if (duplicates === undefined) {
        throw error;
      }
      return this.#withoutRepeats(contents, duplicates);
    }
  }

  async #withoutRepeats(contents: readonly ContentRecord[], duplicates: readonly number[]): Promise<readonly ContentRecord[]> {
    const ids = duplicates.flatMap((index) => contents[index]?._id ?? []);
    const chained = await this.#chained(ids);
    const stored = await this.#collections.content.find({ _id: { $in: ids.filter((id) => !chained.has(id)) } }).toArray();
    // Stored by an attempt that was cut off: its bytes count, made with the salt of that time.
    const orphans = new Map(stored.map((content) => [content._id, content]));
    const unseen = ids.filter((id) => !chained.has(id) && !orphans.has(id));
    if (unseen.length > 0) {
      throw new ContentUnseen(unseen.length);
    }
    return contents.filter(({ _id }) => !chained.has(_id)).map((content) => orphans.get(content._id) ?? content);
  }

  async #chained(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await this.#collections.chain
      .find({ _id: { $in: [...ids] } })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return new Set(found.map(({ _id }) => _id));
  }
}

function referenceIn(references: ReadonlyMap<string, string>, person: PersonPseudonym): string {
  const reference = references.get(subjectIdOf(person));
  if (reference === undefined) {
    throw new TypeError('a person without a reference');
  }
  return reference;
}
