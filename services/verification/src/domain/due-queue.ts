interface Item {
  readonly key: string;
  readonly dueMs: number;
}

/** Keys by the time at which they are due, earliest first: a binary heap in which a replaced key's old place is skipped. */
export class DueQueue {
  readonly #heap: Item[] = [];
  readonly #dueMs = new Map<string, number>();

  get size(): number {
    return this.#dueMs.size;
  }

  /** Sets when `key` is due, whether or not it was there. */
  set(key: string, dueMs: number): void {
    this.#dueMs.set(key, dueMs);
    this.#heap.push({ key, dueMs });
    this.#rise(this.#heap.length - 1);
    if (this.#heap.length > 2 * this.#dueMs.size + 64) {
      this.#rebuild();
    }
  }

  delete(key: string): void {
    this.#dueMs.delete(key);
  }

  /** The key that is due first, and when. */
  first(): Readonly<Item> | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#dueMs.get(top.key) === top.dueMs) {
        return top;
      }
      this.#removeTop();
    }
    return undefined;
  }

  #removeTop(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
  }

  #rebuild(): void {
    this.#heap.length = 0;
    for (const [key, dueMs] of this.#dueMs) {
      this.#heap.push({ key, dueMs });
    }
    // A sorted list is a heap.
    this.#heap.sort((one, other) => one.dueMs - other.dueMs);
  }

  #rise(start: number): void {
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(place, parent)) {
        return;
      }
      this.#swap(place, parent);
      place = parent;
    }
  }

  #sink(start: number): void {
    let place = start;
    for (;;) {
      const children = [2 * place + 1, 2 * place + 2].filter((child) => child < this.#heap.length);
      const earliest = children.reduce((best, child) => (this.#isBefore(child, best) ? child : best), place);
      if (earliest === place) {
        return;
      }
      this.#swap(place, earliest);
      place = earliest;
    }
  }

  #isBefore(one: number, other: number): boolean {
    return (this.#heap[one]?.dueMs ?? 0) < (this.#heap[other]?.dueMs ?? 0);
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#heap[one], this.#heap[other]];
    if (first !== undefined && second !== undefined) {
      this.#heap[one] = second;
      this.#heap[other] = first;
    }
  }
}
