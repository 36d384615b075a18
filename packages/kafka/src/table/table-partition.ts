import type { Position } from '../records/record.ts';

/** One open entry of a table. */
export interface TableEntry<V> {
  readonly value: V;
  readonly position: Position;
  /** ms since the epoch, as the broker or writer stamped it. */
  readonly timestamp: number;
}

/** What a key holds when something more is put for it before it was settled. */
export type Merge<V> = (known: V, next: V) => V;

/**
 * The open entries of one partition, oldest first, up to a limit. While it is behind (first read, or going back for what it
 * had no room for) entries are collected aside: one that was settled long ago must not show until its settlement is read too.
 */
export class TablePartition<V> {
  readonly entries = new Map<string, TableEntry<V>>();
  readonly #aside = new Map<string, TableEntry<V>>();
  readonly #limit: number;
  readonly #merge: Merge<V>;
  #next: bigint | undefined;
  #end = 0n;
  #behind = true;
  #complete = false;
  #leftOutFrom: bigint | undefined;

  constructor(limit: number, merge: Merge<V> = (_, next) => next) {
    this.#limit = limit;
    this.#merge = merge;
  }

  /** The offset to read next; undefined before it is known where to start. */
  get next(): bigint | undefined {
    return this.#next;
  }

  /** Whether everything that was in the partition when it was gained has been read. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Where to go back to, now that there is room for what was left out; undefined when nothing was, or there is none. */
  get backTo(): bigint | undefined {
    return this.#behind || this.entries.size > this.#limit / 2 ? undefined : this.#leftOutFrom;
  }

  /** Reads from `next` on, and is behind until `end`. */
  readFrom(next: bigint, end: bigint): void {
    this.#next = next;
    this.#end = end;
    this.#behind = true;
    this.#leftOutFrom = undefined;
  }

  /** @returns the entry as it shows now; undefined when it does not. */
  put(key: string, put: TableEntry<V>): TableEntry<V> | undefined {
    const known = this.entries.get(key);
    if (known !== undefined && known.position.offset >= put.position.offset) {
      return undefined;
    }
    const into = this.#behind ? this.#aside : this.entries;
    const former = this.#aside.get(key) ?? known;
    const entry = former === undefined ? put : { ...put, value: this.#merge(former.value, put.value) };
    if (known === undefined && !into.has(key) && this.entries.size + this.#aside.size >= this.#limit) {
      this.#leftOutFrom ??= entry.position.offset;
      return undefined;
    }
    into.delete(key);
    into.set(key, entry);
    return this.#behind ? undefined : entry;
  }

  /** @returns whether there was such an entry to be seen. */
  remove(key: string, offset: bigint): boolean {
    this.#aside.delete(key);
    const known = this.entries.get(key);
    // Going back, an older settlement of a key that was put again since says nothing.
    return known !== undefined && known.position.offset < offset && this.entries.delete(key);
  }

  /** Everything before `next` was read; returns the entries that show from now on, because the end was reached. */
  passed(next: bigint): [string, TableEntry<V>][] {
    this.#next = next;
    if (!this.#behind || next < this.#end) {
      return [];
    }
    const found = [...this.#aside];
    this.#aside.clear();
    for (const [key, entry] of found) {
      this.entries.delete(key);
      this.entries.set(key, entry);
    }
    this.#behind = false;
    this.#complete = true;
    return found;
  }
}
