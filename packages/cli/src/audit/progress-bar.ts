const WIDTH = 30;
const EVERY_MS = 200;

/** Shows how far a long work is, on one line that is written anew; nothing where nobody looks. */
export class ProgressBar {
  readonly #total: number | undefined;
  readonly #write: ((text: string) => void) | undefined;
  readonly #began = performance.now();
  #shownAt = Number.NEGATIVE_INFINITY;

  /** `total`: undefined where it is not known. `write`: undefined where nobody looks. */
  constructor(total: number | undefined, write: ((text: string) => void) | undefined) {
    this.#total = total;
    this.#write = write;
  }

  at(done: number): void {
    const now = performance.now();
    if (this.#write !== undefined && now - this.#shownAt >= EVERY_MS) {
      this.#shownAt = now;
      const perSecond = Math.round(done / Math.max(0.001, (now - this.#began) / 1_000));
      this.#write(`\r${this.#bar(done)} ${done} records, ${perSecond}/s `);
    }
  }

  end(): void {
    if (Number.isFinite(this.#shownAt)) {
      this.#write?.('\n');
    }
  }

  #bar(done: number): string {
    if (this.#total === undefined) {
      return '';
    }
    const filled = Math.min(WIDTH, Math.floor((done / Math.max(1, this.#total)) * WIDTH));
    return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}]`;
  }
}
