/** Remembers the last so many values, and tells which come a second time. */
export class SeenOnce {
  readonly #capacity: number;
  readonly #seen = new Set<string>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** True when the value is new. The oldest is forgotten beyond the capacity. */
  add(value: string): boolean {
    if (this.#seen.has(value)) return false;
    this.#seen.add(value);
    const [oldest] = this.#seen;
    if (this.#seen.size > this.#capacity && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
