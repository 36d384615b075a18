import { ResultWindow, type SharedBytes } from './result-window.ts';
import { SeenRequests } from './seen-requests.ts';

/** What each partition of one vendor has seen. Shared memory keeps many quiet vendors from costing as much as a busy one may. */
export class VendorMemory {
  readonly #shared: SharedBytes;
  readonly #partitions = new Map<number, SeenRequests>();

  constructor(shared: SharedBytes) {
    this.#shared = shared;
  }

  of(partition: number): SeenRequests {
    const known = this.#partitions.get(partition);
    if (known !== undefined) {
      return known;
    }
    const seen = new SeenRequests(new ResultWindow(this.#shared));
    this.#partitions.set(partition, seen);
    return seen;
  }

  forget(partition: number): void {
    this.#partitions.get(partition)?.clear();
    this.#partitions.delete(partition);
  }

  forgetAll(): void {
    for (const partition of [...this.#partitions.keys()]) {
      this.forget(partition);
    }
  }
}
