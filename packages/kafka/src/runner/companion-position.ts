/** `unplaced`: nobody knows yet where to start; `head`: what lead records wait for; `behind`: the rest of the window; `live`. */
export type CompanionPhase = 'unplaced' | 'head' | 'behind' | 'live';

/** The offsets of one companion partition when it was gained. */
export interface CompanionBounds {
  /** The first offset that lead records depend on. */
  readonly head: bigint;
  /** The end at that time. */
  readonly end: bigint;
  /** The first offset of the whole window. */
  readonly start: bigint;
}

/** How far one companion partition was read: the head first, then back to the window's start and forward over the head. */
export class CompanionPosition {
  readonly ready: () => void;
  readonly gainedAt: number = performance.now();
  /** Everything is known that a former owner had on its way: from now on nobody else writes. */
  isAlone = false;
  #phase: CompanionPhase = 'unplaced';
  #bounds: CompanionBounds | undefined;
  #next: bigint | undefined;
  #readTo = 0n;
  #awaited: { readonly end: bigint; readonly resolve: () => void }[] = [];
  #since = performance.now();

  constructor(ready: () => void) {
    this.ready = ready;
  }

  get phase(): CompanionPhase {
    return this.#phase;
  }

  /** The offset to read next; undefined while unplaced. */
  get next(): bigint | undefined {
    return this.#next;
  }

  /** Since when it is read as it is read now, monotonic ms. */
  get since(): number {
    return this.#since;
  }

  /** The consumer was replaced, or the group shared anew: reading starts over from here. */
  touch(): void {
    this.#since = performance.now();
  }

  place(bounds: CompanionBounds): void {
    this.#bounds = bounds;
    this.#next = bounds.head;
    this.#readTo = bounds.head;
    this.#phase = 'head';
    this.touch();
  }

  /** Whether a record met on the way behind was read with the head. */
  knows(offset: bigint): boolean {
    return this.#bounds !== undefined && offset >= this.#bounds.head && offset < this.#readTo;
  }

  /** Resolves when the records from the head on, up to `end`, have been read. */
  async reading(end: bigint): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited.push({ end, resolve });
    this.#tellAwaiting();
    await promise;
  }

  /** Everything before `next` was read. Returns the offset to go back to when the head is complete and more lies behind. */
  advance(next: bigint): bigint | null {
    const bounds = this.#bounds;
    if (bounds === undefined) {
      return null;
    }
    this.#next = next;
    if (this.#phase !== 'behind' && next > this.#readTo) {
      this.#readTo = next;
      this.#tellAwaiting();
    }
    if (this.#phase === 'head' && next >= bounds.end) {
      const more = bounds.start < bounds.head;
      this.#phase = more ? 'behind' : 'live';
      this.#next = more ? bounds.start : next;
      return more ? bounds.start : null;
    }
    if (this.#phase === 'behind' && next >= this.#readTo) {
      this.#phase = 'live';
      this.#readTo = next;
      this.#tellAwaiting();
    }
    return null;
  }

  #tellAwaiting(): void {
    const isRead = ({ end }: { readonly end: bigint }) => this.#bounds !== undefined && end <= this.#readTo;
    const read = this.#awaited.filter(isRead);
    this.#awaited = this.#awaited.filter((awaited) => !isRead(awaited));
    for (const { resolve } of read) {
      resolve();
    }
  }
}
