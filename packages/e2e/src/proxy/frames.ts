const LENGTH_BYTES = 4;

/** Cuts a stream of bytes into the frames of the protocol, each without its length. */
export class Frames {
  #rest: Buffer[] = [];
  #size = 0;

  /** The frames that are complete with these bytes. */
  take(bytes: Buffer): Buffer[] {
    this.#rest.push(bytes);
    this.#size += bytes.length;
    const found: Buffer[] = [];
    for (
      let length = this.#nextLength();
      length !== undefined && this.#size >= LENGTH_BYTES + length;
      length = this.#nextLength()
    ) {
      const all = this.#joined();
      found.push(all.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
      this.#rest = [all.subarray(LENGTH_BYTES + length)];
      this.#size -= LENGTH_BYTES + length;
    }
    return found;
  }

  #nextLength(): number | undefined {
    return this.#size < LENGTH_BYTES ? undefined : this.#joined().readInt32BE(0);
  }

  #joined(): Buffer {
    const [first] = this.#rest;
    if (this.#rest.length === 1 && first !== undefined) {
      return first;
    }
    const all = Buffer.concat(this.#rest);
    this.#rest = [all];
    return all;
  }
}

/** A frame as it travels. */
export function framed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
