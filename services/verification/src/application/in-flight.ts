/** Counts the checks under way in this process, and says whether one more may begin: no vendor's flood shuts out its neighbours. */
export class InFlight {
  readonly #limit: number;
  readonly #ofVendor = new Map<string, number>();
  #all = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether there is room; in a full house, still for a vendor that has less than its part of it. */
  hasRoomFor(vendor: string): boolean {
    if (this.#all < this.#limit) {
      return true;
    }
    const own = this.#ofVendor.get(vendor) ?? 0;
    const vendors = this.#ofVendor.size + (own === 0 ? 1 : 0);
    return vendors > 1 && own < this.#limit / vendors;
  }

  /** Counts `work` as one check under way. */
  async during<T>(vendor: string, work: () => Promise<T>): Promise<T> {
    this.#add(vendor, 1);
    try {
      return await work();
    } finally {
      this.#add(vendor, -1);
    }
  }

  #add(vendor: string, change: 1 | -1): void {
    this.#all += change;
    const now = (this.#ofVendor.get(vendor) ?? 0) + change;
    if (now === 0) {
      this.#ofVendor.delete(vendor);
    } else {
      this.#ofVendor.set(vendor, now);
    }
  }
}
