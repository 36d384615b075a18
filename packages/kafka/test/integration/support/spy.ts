/** Collects what happens and lets a test wait for it: no test has to sleep. */
export class Spy<T> {
  readonly seen: T[] = [];
  readonly #waiting = new Set<() => void>();

  add(item: T): void {
    this.seen.push(item);
    for (const look of this.#waiting) {
      look();
    }
  }

  /** Resolves as soon as `enough` says so of all that was seen. */
  until(enough: (seen: readonly T[]) => boolean): Promise<readonly T[]> {
    return new Promise((resolve) => {
      const look = () => {
        if (enough(this.seen)) {
          this.#waiting.delete(look);
          resolve(this.seen);
        }
      };
      this.#waiting.add(look);
      look();
    });
  }
}
