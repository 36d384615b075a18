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
  #phase: CompanionPhase = 'unplaced';
  #bounds: CompanionBounds | undefined;
  #next: bigint | undefined;
  #readTo = 0n;
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

  /** Everything before `next` was read. Returns the offset to go back to when the head is complete and more lies behind. */
  advance(next: bigint): bigint | null {
    const bounds = this.#bounds;
    if (bounds === undefined) {
      return null;
    }
    this.#next = next;
    if (this.#phase !== 'behind' && next > this.#readTo) {
      this.#readTo = next;
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
    }
    return null;
  }
}
