import type { ContentRecord } from '../chain/records.ts';
import { readAhead } from './read-ahead.ts';

/** The contents of a chain, walked along its entries: both are in the order of the topic. */
export class ContentStream {
  readonly #batches: AsyncIterator<readonly ContentRecord[]>;
  #batch: readonly ContentRecord[] = [];
  #next = 0;
  #exhausted = false;

  constructor(contents: AsyncIterable<readonly ContentRecord[]>) {
    this.#batches = readAhead(contents)[Symbol.asyncIterator]();
  }

  /** Whether {@link at} can answer for `offset` without reading on. */
  reaches(offset: number): boolean {
    const last = this.#batch.at(-1);
    return this.#exhausted || (last !== undefined && last.offset >= offset);
  }

  /** Reads on until `offset` is reached. What was left of the last batch must have been asked for. */
  async readTo(offset: number): Promise<void> {
    while (!this.reaches(offset)) {
      const { done, value } = await this.#batches.next();
      if (done === true) {
        this.#exhausted = true;
      } else if (value.length > 0) {
        this.#batch = [...this.#batch.slice(this.#next), ...value];
        this.#next = 0;
      }
    }
  }

  /** The content at `offset`, and the first one passed over on the way there: nothing in the chain stands for it. */
  at(offset: number): { readonly content: ContentRecord | undefined; readonly stray: ContentRecord | undefined } {
    let stray: ContentRecord | undefined;
    for (;;) {
      const candidate = this.#batch[this.#next];
      if (candidate === undefined || candidate.offset > offset) {
        return { content: undefined, stray };
      }
      this.#next += 1;
      if (candidate.offset === offset) {
        return { content: candidate, stray };
      }
      stray ??= candidate;
    }
  }

  /** What is left after the last link: nothing stands for it in the chain, or not yet. */
  async *rest(): AsyncGenerator<ContentRecord> {
    for (;;) {
      yield* this.#batch.slice(this.#next);
      this.#batch = [];
      this.#next = 0;
      const { done, value } = this.#exhausted ? { done: true as const, value: undefined } : await this.#batches.next();
      if (done === true) {
        this.#exhausted = true;
        return;
      }
      this.#batch = value;
    }
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}
