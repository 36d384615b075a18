import { DueQueue } from './due-queue.ts';

/** Keys by the time at which they are due, each vendor's earliest first and the vendors in turn: a long queue starves no short one. */
export class FairDue {
  /** In the order of their turns. */
  readonly #queues = new Map<string, DueQueue>();
  readonly #vendorOf = new Map<string, string>();

  get size(): number {
    return this.#vendorOf.size;
  }

  /** Sets when `key` is due, whether or not it was there. */
  set(vendor: string, key: string, dueMs: number): void {
    const queue = this.#queues.get(vendor) ?? new DueQueue();
    this.#queues.set(vendor, queue);
    queue.set(key, dueMs);
    this.#vendorOf.set(key, vendor);
  }

  delete(key: string): void {
    const vendor = this.#vendorOf.get(key);
    if (vendor === undefined) {
      return;
    }
    this.#vendorOf.delete(key);
    const queue = this.#queues.get(vendor);
    queue?.delete(key);
    if (queue?.size === 0) {
      this.#queues.delete(vendor);
    }
  }

  /** Takes out the next key that is due at `nowMs`; its vendor goes to the end of the line. */
  take(nowMs: number): string | undefined {
    for (const [vendor, queue] of this.#queues) {
      const first = queue.first();
      if (first !== undefined && first.dueMs <= nowMs) {
        this.#queues.delete(vendor);
        this.#queues.set(vendor, queue);
        this.delete(first.key);
        return first.key;
      }
    }
    return undefined;
  }

  /** The key that is due before all others, and when. */
  first(): { readonly key: string; readonly dueMs: number } | undefined {
    return [...this.#queues.values()]
      .flatMap((queue) => queue.first() ?? [])
      .reduce<{ key: string; dueMs: number } | undefined>(
        (first, next) => (first === undefined || next.dueMs < first.dueMs ? next : first),
        undefined,
      );
  }
}
