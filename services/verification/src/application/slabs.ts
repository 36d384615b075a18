const SLAB_BYTES = 256 * 1024;

/** A piece of memory that many share, and how many of them are still there. */
interface Slab {
  readonly bytes: Buffer;
  used: number;
  kept: number;
}

/** Bytes that are kept in a slab. */
export interface Kept {
  readonly length: number;
  /** A copy. */
  read(): Buffer;
  /** Once. */
  release(): void;
}

/** Where bytes lie in a slab: a plain object, as there are very many. */
class Place implements Kept {
  readonly length: number;
  readonly #slab: Slab;
  readonly #from: number;
  readonly #release: (slab: Slab) => void;

  constructor(slab: Slab, from: number, length: number, release: (slab: Slab) => void) {
    this.length = length;
    this.#slab = slab;
    this.#from = from;
    this.#release = release;
  }

  read(): Buffer {
    return Buffer.from(this.#slab.bytes.subarray(this.#from, this.#from + this.length));
  }

  release(): void {
    this.#release(this.#slab);
  }
}

/**
 * Keeps many small pieces of bytes for about as long as each other in few large ones, which go back to the system as a whole. Each in a
 * buffer of its own they would lie scattered among what comes and goes, and hold several times their size.
 */
export class Slabs {
  readonly #slabBytes: number;
  #open: Slab | undefined;
  readonly #release = (slab: Slab): void => {
    slab.kept -= 1;
    if (slab !== this.#open) {
      this.#freeIfEmpty(slab);
    } else if (slab.kept === 0) {
      slab.used = 0;
    }
  };
  #allocated = 0;

  constructor(slabBytes: number = SLAB_BYTES) {
    this.#slabBytes = slabBytes;
  }

  /** What the slabs take, whether or not all of it is used. */
  get allocatedBytes(): number {
    return this.#allocated;
  }

  keep(bytes: Buffer): Kept {
    const slab = this.#with(bytes.length);
    const from = slab.used;
    bytes.copy(slab.bytes, from);
    slab.used = from + bytes.length;
    slab.kept += 1;
    return new Place(slab, from, bytes.length, this.#release);
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
