/** Where a request stands in its topic. */
export interface RequestPosition {
  readonly partition: number;
  readonly offset: bigint;
}

const SOURCE_POSITION = /^(\d{1,10}):(\d{1,19})$/;

/**
 * Compares the positions of requests with the `sourceposition`s of results, and names the requests without one: what crash
 * tests and operators ask to know that nothing was lost. Results may come before, after, and repeatedly.
 */
export class GapDetector {
  readonly #asked = new Set<string>();
  readonly #answered = new Set<string>();
  #unreadable = 0;

  request({ partition, offset }: RequestPosition): void {
    this.#asked.add(`${partition}:${offset}`);
  }

  /** @param sourcePosition the extension attribute of a result, `<partition>:<offset>`. */
  result(sourcePosition: string | undefined): void {
    const [, partition, offset] = SOURCE_POSITION.exec(sourcePosition ?? '') ?? [];
    if (partition === undefined || offset === undefined) {
      this.#unreadable += 1;
    } else {
      this.#answered.add(`${Number(partition)}:${BigInt(offset)}`);
    }
  }

  /** Requests that no result names, by partition and offset. */
  missing(): RequestPosition[] {
    return positions([...this.#asked].filter((position) => !this.#answered.has(position)));
  }

  /** Positions that results name and no request has: requests that have expired, or results that were made up. */
  unasked(): RequestPosition[] {
    return positions([...this.#answered].filter((position) => !this.#asked.has(position)));
  }

  /** Results without a readable `sourceposition`. */
  get unreadable(): number {
    return this.#unreadable;
  }
}

function positions(texts: readonly string[]): RequestPosition[] {
  return texts
    .map((text) => {
      const [partition = '', offset = ''] = text.split(':');
      return { partition: Number(partition), offset: BigInt(offset) };
    })
    .sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset));
}
