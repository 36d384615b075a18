/** How long what takes turns may keep the event loop at a time, ms. */
const SLICE_MS = 2;

/**
 * Lets many that are due at once go one after the other, a few in each turn of the event loop: when the time of hundreds of checks is up
 * in the same moment, the others need not wait until the last of them has been told.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isServing = false;

  /** Resolves when it is the caller's turn: at once when nobody else waits. */
  async mine(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    if (!this.#isServing) {
      this.#isServing = true;
      void this.#serve();
    }
    await promise;
  }

  async #serve(): Promise<void> {
    const begunMs = performance.now();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      next();
      await ranOn();
      if (performance.now() - begunMs >= SLICE_MS) {
        break;
      }
    }
    // Whoever comes in this turn of the loop still waits for the next one: the slice is used up, or was one of none.
    setImmediate(() => {
      this.#isServing = this.#waiting.length > 0;
      if (this.#isServing) {
        void this.#serve();
      }
    });
  }
}

/** Resolves when whoever was just let go has run as far as it can without waiting. */
async function ranOn(): Promise<void> {
  await new Promise<void>((resolve) => process.nextTick(resolve));
}
