/** How long what takes turns may keep the event loop at a time, and how long others have it then, ms. */
const SLICE_MS = 2;
const REST_MS = 4;

/**
 * Lets many that are due at once go one after the other, a few in each turn of the event loop: when hundreds of checks have to be told
 * in the same moment that there is no answer, the others need not wait until the last of them has been told.
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
    let isUsedUp = false;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      next();
      await ranOn();
      isUsedUp = performance.now() - begunMs >= SLICE_MS;
      if (isUsedUp) {
        break;
      }
    }
    const goOn = () => {
      this.#isServing = this.#waiting.length > 0;
      if (this.#isServing) {
        void this.#serve();
      }
    };
    // Whoever comes in this turn of the loop waits for the next one, as a part of the slice is gone.
    if (isUsedUp) {
      setTimeout(goOn, REST_MS);
    } else {
      setImmediate(goOn);
    }
  }
}

/** Resolves when whoever was just let go has run as far as it can without waiting. */
async function ranOn(): Promise<void> {
  await new Promise<void>((resolve) => process.nextTick(resolve));
}
