import type { CheckpointClaims } from '../checkpoints/checkpoint.ts';

const HASH_BYTES = 32;
const FIRST_CAPACITY = 64;

/** What signatures vouch for about the heads of one chain. */
export interface VouchedHeads {
  /** The last record that a checkpoint vouches for; -1: none. */
  readonly lastSeq: number;
  /** The head (base64url) that a checkpoint vouches for at `seq`. */
  headAt(seq: number): string | undefined;
}

/** Checkpoints that were verified, in the order of their numbers. Some 70 bytes each, as there are millions of them in a year. */
export class CheckpointRow {
  readonly #heads = new Map<string, { readonly seqs: number[]; readonly hashes: HashList }>();
  readonly #hashes = new HashList();
  #first = 1;

  get count(): number {
    return this.#hashes.count;
  }

  /** Number of the last; 0 before the first. */
  get lastNumber(): number {
    return this.count === 0 ? 0 : this.#first + this.count - 1;
  }

  /** Hash (base64url) of the last. */
  get lastHash(): string | undefined {
    return this.#hashes.at(this.count - 1);
  }

  /** Appends the one with the next number; the first may have any. */
  push({ number, chain, seq, head }: CheckpointClaims, hash: string): void {
    if (this.count === 0) {
      this.#first = number;
    }
    this.#hashes.push(hash);
    const heads = this.#heads.get(chain) ?? { seqs: [], hashes: new HashList() };
    this.#heads.set(chain, heads);
    heads.seqs.push(seq);
    heads.hashes.push(head);
  }

  /** Hash (base64url) of the checkpoint with this number. */
  hashOf(number: number): string | undefined {
    return this.#hashes.at(number - this.#first);
  }

  /** Hashes of all, base64url. */
  *hashes(): Generator<string> {
    for (let number = this.#first; number <= this.lastNumber; number += 1) {
      yield this.hashOf(number) ?? '';
    }
  }

  chains(): readonly string[] {
    return [...this.#heads.keys()];
  }

  headsOf(chain: string): VouchedHeads {
    const { seqs = [], hashes } = this.#heads.get(chain) ?? {};
    const placeOf = new Map(seqs.map((seq, place) => [seq, place]));
    return {
      lastSeq: seqs.reduce((last, seq) => Math.max(last, seq), -1),
      headAt: (seq) => {
        const place = placeOf.get(seq);
        return place === undefined ? undefined : hashes?.at(place);
      },
    };
  }
}

/** Hashes side by side in one block of memory. */
class HashList {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY * HASH_BYTES);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** `hash`: base64url. */
  push(hash: string): void {
    const end = (this.#count + 1) * HASH_BYTES;
    if (end > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2);
    }
    this.#bytes.write(hash, this.#count * HASH_BYTES, HASH_BYTES, 'base64url');
    this.#count += 1;
  }

  at(place: number): string | undefined {
    const from = place * HASH_BYTES;
    return place < 0 || place >= this.#count ? undefined : this.#bytes.toString('base64url', from, from + HASH_BYTES);
  }
}
