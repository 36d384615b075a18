const SLAB_BYTES = 256 * 1024;

/** A piece of memory that many share, and how many of them are still there. */
export interface Slab {
  readonly bytes: Buffer;
  used: number;
  kept: number;
}

/** Where bytes lie: a plain object without functions of its own, as there are very many. */
export interface Place {
  readonly slab: Slab;
  readonly from: number;
  readonly length: number;
}

/**
 * Keeps many small pieces of bytes for about as long as each other in few large ones, which go back to the system as a whole. Each in a
 * buffer of its own they would lie scattered among what comes and goes, and hold several times their size.
 */
export class Slabs {
  readonly #slabBytes: number;
  #open: Slab | undefined;
  #allocated = 0;

  constructor(slabBytes: number = SLAB_BYTES) {
    this.#slabBytes = slabBytes;
  }

  /** What the slabs take, whether or not all of it is used. */
  get allocatedBytes(): number {
    return this.#allocated;
  }

  /** Keeps a copy of the pieces, one behind the other. */
  keep(...pieces: readonly Buffer[]): Place {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const slab = this.#with(length);
    const from = slab.used;
    for (const piece of pieces) {
      slab.used += piece.copy(slab.bytes, slab.used);
    }
    slab.kept += 1;
    return { slab, from, length };
  }

  /** A copy of what lies there. */
  read({ slab, from, length }: Place): Buffer {
    return Buffer.from(slab.bytes.subarray(from, from + length));
  }

  /** Once for each place: what lies there may be overwritten from now on. */
  release({ slab }: Place): void {
    slab.kept -= 1;
    if (slab !== this.#open) {
      this.#freeIfEmpty(slab);
    } else if (slab.kept === 0) {
      slab.used = 0;
    }
  }

  /** A slab with room; what is larger than a slab has one of its own. */
  #with(length: number): Slab {
    if (this.#open !== undefined && this.#open.used + length <= this.#open.bytes.length) {
      return this.#open;
    }
    const former = this.#open;
    const slab = { bytes: Buffer.allocUnsafeSlow(Math.max(length, this.#slabBytes)), used: 0, kept: 0 };
    this.#allocated += slab.bytes.length;
    this.#open = slab;
    this.#freeIfEmpty(former);
    return slab;
  }

  #freeIfEmpty(slab: Slab | undefined): void {
    if (slab?.kept === 0) {
      this.#allocated -= slab.bytes.length;
    }
  }
}
