import { factIn } from '../chain/content.ts';
import { chainHashOf, contentHashOf, genesisOf, hashText } from '../chain/hashes.ts';
import type { ChainEntry, ContentRecord } from '../chain/records.ts';
import { sameFields } from './content-check.ts';
import { isWellFormed } from './entry-check.ts';
import type { Finding, Tampering } from './finding.ts';
import type { Proofs } from './proofs.ts';
import { hashesUnderAnotherSeq } from './swap-check.ts';

/** Where a verification stands: enough to go on from. */
export interface VerifyState {
  readonly chain: string;
  /** The last record that verified; -1 before the first. */
  readonly seq: number;
  readonly offset: number;
  /** Its hash, base64url. */
  readonly hash: string;
  /** The last record up to which a checkpoint agreed; -1: none. */
  readonly vouchedTo: number;
}

/**
 * Checks one chain, record by record, in the order of `seq`. Trusts the public key's signatures (`proofs`) alone. Stops at the
 * first bad record: what follows it hangs on it.
 */
export class ChainVerifier {
  readonly #chain: string;
  readonly #proofs: Proofs;
  #seq = -1;
  #offset = -1;
  #prev: Buffer;
  #vouchedTo = -1;
  /** An earlier run had come to here; whether that record is still there is asked first. */
  #isConfirmed = true;

  /** `from`: the state of an earlier run, to go on after its last good record. */
  constructor(chain: string, proofs: Proofs, from?: VerifyState) {
    this.#chain = chain;
    this.#proofs = proofs;
    this.#prev = genesisOf(chain);
    if (from !== undefined && from.seq >= proofs.purgedTo) {
      this.#seq = from.seq;
      this.#offset = from.offset;
      this.#prev = Buffer.from(from.hash, 'base64url');
      this.#vouchedTo = from.vouchedTo;
      this.#isConfirmed = from.seq < 0;
    } else {
      this.#beginAfterPurge();
    }
  }

  /** Records after this number are to be given to `take`: a resumed run begins with the last that it knows. */
  get startsAfter(): number {
    return this.#isConfirmed ? this.#seq : this.#seq - 1;
  }

  get state(): VerifyState {
    return {
      chain: this.#chain,
      seq: this.#seq,
      offset: this.#offset,
      hash: hashText(this.#prev),
      vouchedTo: this.#vouchedTo,
    };
  }

  /** Checks the next record. `content`: undefined where there is none. */
  take(entry: ChainEntry, content: ContentRecord | undefined): Finding | undefined {
    if (!isWellFormed(entry, this.#chain)) {
      return this.#found('edited', this.#seq + 1, 'what stands for the next record is none', String(entry._id));
    }
    // Links that a purge was about to take away when it was cut off.
    if (entry.seq <= this.#proofs.purgedTo) {
      return undefined;
    }
    if (!this.#isConfirmed) {
      return this.#confirm(entry);
    }
    return this.#position(entry) ?? this.#link(entry) ?? this.#content(entry, content) ?? this.#accept(entry);
  }

  /** Call after the last record: a chain shorter than its last checkpoint was cut. */
  end(): Finding | undefined {
    if (!this.#isConfirmed) {
      return this.#found('truncated', this.#seq, 'it was there at the last verification');
    }
    const last = this.#proofs.lastSeq;
    return last > this.#seq
      ? this.#found('truncated', this.#seq + 1, `a checkpoint vouches for ${last}, the chain ends at ${this.#seq}`)
      : undefined;
  }

  #confirm({ seq, hash, _id: id }: ChainEntry): Finding | undefined {
    if (seq !== this.#seq) {
      return this.#found('deleted', this.#seq, 'it was there at the last verification');
    }
    this.#isConfirmed = true;
    return hash.equals(this.#prev) ? undefined : this.#found('forked', seq, 'it was another one at the last verification', id);
  }

  #beginAfterPurge(): void {
    const purge = this.#proofs.chainPurge;
    if (purge !== undefined) {
      this.#seq = purge.to;
      this.#prev = Buffer.from(purge.hash, 'base64url');
      this.#vouchedTo = purge.to;
    }
  }

  #position({ seq, offset, _id: id }: ChainEntry): Finding | undefined {
    if (seq > this.#seq + 1) {
      return this.#found('deleted', this.#seq + 1, `the next record there is has number ${seq}`);
    }
    if (seq <= this.#seq) {
      return this.#found('inserted', seq, 'a second record of this number', id);
    }
    if (offset <= this.#offset) {
      return this.#found('inserted', seq, 'it stands no later in its topic than the record before', id);
    }
    return undefined;
  }

  #link(entry: ChainEntry): Finding | undefined {
    const { seq, prev, contentHash, hash, _id: id } = entry;
    const consistent = chainHashOf(prev, seq, contentHash).equals(hash);
    if (!consistent) {
      return hashesUnderAnotherSeq(entry)
        ? this.#found('swapped', seq, 'its hash belongs to another number', id)
        : this.#found('edited', seq, 'its hash is not that of its parts', id);
    }
    return prev.equals(this.#prev)
      ? undefined
      : this.#found('forked', seq, 'it continues another record than the one before it', id);
  }

  #content(entry: ChainEntry, content: ContentRecord | undefined): Finding | undefined {
    const { seq, _id: id, contentHash } = entry;
    if (content === undefined) {
      return this.#proofs.mayLackContent(seq)
        ? undefined
        : this.#found('deleted', seq, 'its content is gone without a purge record', id);
    }
    if (typeof content.canonical !== 'string') {
      return this.#found('edited', seq, 'its content was changed', id);
    }
    if (!contentHashOf(content.canonical).equals(contentHash)) {
      const other = factIn(content.canonical)?.id;
      return other === undefined || other === id
        ? this.#found('edited', seq, 'its content was changed', id)
        : this.#found('swapped', seq, 'its content is that of another record', id);
    }
    return sameFields(entry, content) ? undefined : this.#found('edited', seq, 'what is searched is not what was hashed', id);
  }

  #accept({ seq, offset, hash, _id: id }: ChainEntry): Finding | undefined {
    const vouched = this.#proofs.headAt(seq);
    if (vouched !== undefined && vouched !== hashText(hash)) {
      const detail = `the checkpoint at ${seq} vouches for another record: rewritten after ${this.#vouchedTo}`;
      return this.#found('forked', this.#vouchedTo + 1, detail, seq === this.#vouchedTo + 1 ? id : undefined);
    }
    this.#seq = seq;
    this.#offset = offset;
    this.#prev = hash;
    if (vouched !== undefined) {
      this.#vouchedTo = seq;
    }
    return undefined;
  }

  #found(kind: Tampering, seq: number, detail: string, id?: string): Finding {
    return { kind, chain: this.#chain, seq, detail, ...(id !== undefined && { id }) };
  }
}
