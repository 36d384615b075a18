/** What waits to be sent, of which each lane keeps its order and none waits for the whole of another. */
export class Lanes<Item extends { readonly bytes: number }> {
  readonly #lanes = new Map<string, Item[]>();

  get isEmpty(): boolean {
    return this.#lanes.size === 0;
  }

  add(lane: string, item: Item): void {
    const items = this.#lanes.get(lane);
    if (items === undefined) {
      this.#lanes.set(lane, [item]);
    } else {
      items.push(item);
    }
  }

  /** Takes one of each lane in turn, up to a number and to bytes, but one at least. The lane whose turn is next is served first next time. */
  take(most: { readonly items: number; readonly bytes: number }): Item[] {
    const taken: Item[] = [];
    let bytes = 0;
    for (let lane = this.#next(); lane !== undefined; lane = this.#next()) {
      const [name, items] = lane;
      const [item] = items;
      bytes += item?.bytes ?? 0;
      if (item === undefined || taken.length >= most.items || (taken.length > 0 && bytes > most.bytes)) {
        break;
      }
      taken.push(item);
      items.shift();
      // Taken out and put back: a Map keeps the order of insertion, which makes it the order of turns.
      this.#lanes.delete(name);
      if (items.length > 0) {
        this.#lanes.set(name, items);
      }
    }
    return taken;
  }

  #next(): [string, Item[]] | undefined {
    const [first] = this.#lanes;
    return first;
  }
}
