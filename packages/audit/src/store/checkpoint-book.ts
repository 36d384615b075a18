import { hashText } from '../chain/hashes.ts';
import { type Checkpoint, claimsIn, readCheckpoint, signCheckpoint } from '../checkpoints/checkpoint.ts';
import type { Signer } from '../checkpoints/signing.ts';
import { readHead } from './chain-heads.ts';
import type { AuditCollections, CheckpointDocument } from './collections.ts';
import { duplicatesIn } from './duplicate-key.ts';

/** A chain that has records after its last checkpoint. */
export interface Growth {
  readonly chain: string;
  /** Its last record. */
  readonly seq: number;
  /** When its last checkpoint was signed; undefined where there is none. */
  readonly signedAt?: Date;
}

/** Thrown when a chain does not hold any more what its last checkpoint vouches for: signing on would vouch for whoever changed it. */
export class ChainContradicts extends Error {
  override readonly name = 'ChainContradicts';

  constructor(chain: string, seq: number) {
    super(`${chain} does not hold what the checkpoint at ${seq} vouches for`);
  }
}

/** Where the audit signs how far its chains have got. The number as `_id` is the fence between two who sign. */
export class CheckpointBook {
  readonly #collections: AuditCollections;
  readonly #signer: Signer;
  readonly #now: () => Date;

  constructor(collections: AuditCollections, signer: Signer, now: () => Date = () => new Date()) {
    this.#collections = collections;
    this.#signer = signer;
    this.#now = now;
  }

  /** The chains that have grown since their last checkpoint. */
  async grown(): Promise<Growth[]> {
    const { chains } = this.#collections;
    const growths: Growth[] = [];
    for (const { _id: chain } of await chains.find().sort({ _id: 1 }).toArray()) {
      const [head, last] = await Promise.all([readHead(this.#collections, chain), this.#lastOf(chain)]);
      if (head.seq !== (last?.seq ?? -1)) {
        growths.push({ chain, seq: head.seq, ...(last !== null && { signedAt: last.at }) });
      }
    }
    return growths;
  }

  /** Signs the head of every chain that has grown since its last checkpoint; how many that were. Rejects with `ChainContradicts`. */
  async signHeads(): Promise<number> {
    let signed = 0;
    for (const { chain } of await this.grown()) {
      signed += (await this.sign(chain)) ? 1 : 0;
    }
    return signed;
  }

  /**
   * Signs the head of a chain; false where there is nothing new, or somebody else was faster. Rejects with `ChainContradicts`, and
   * signs nothing then.
   */
  async sign(chain: string): Promise<boolean> {
    const { checkpoints } = this.#collections;
    const [head, lastOfChain, last] = await Promise.all([
      readHead(this.#collections, chain),
      this.#lastOf(chain),
      checkpoints.find().sort({ _id: -1 }).limit(1).next(),
    ]);
    if (lastOfChain !== null) {
      await this.#demandWhatWasSigned(lastOfChain);
    }
    if (head.seq <= (lastOfChain?.seq ?? -1)) {
      return false;
    }
    const at = this.#now();
    const checkpoint = await signCheckpoint(this.#signer, {
      number: (last?._id ?? 0) + 1,
      previous: last?.hash ?? null,
      chain,
      seq: head.seq,
      head: hashText(head.hash),
      at: at.toISOString(),
    });
    try {
      await checkpoints.insertOne(documentOf(checkpoint, at));
      return true;
    } catch (error) {
      // Somebody else has signed in between; the chain gets its turn again.
      unlessDuplicate(error);
      return false;
    }
  }

  /** Hands those to `publish` that have not been acknowledged, in the order of their numbers; again after a crash in between. */
  async publishPending(publish: (checkpoint: CheckpointDocument) => Promise<void>): Promise<void> {
    const { published } = this.#collections;
    const last = await published.find().sort({ _id: -1 }).limit(1).next();
    for await (const checkpoint of this.after(last?._id ?? 0)) {
      await publish(checkpoint);
      await published.insertOne({ _id: checkpoint._id }).catch(unlessDuplicate);
    }
  }

  /** Checkpoints after a number, in order. */
  after(number: number): AsyncIterable<CheckpointDocument> {
    return this.#collections.checkpoints.find({ _id: { $gt: number } }, { sort: { _id: 1 } });
  }

  #lastOf(chain: string): Promise<CheckpointDocument | null> {
    return this.#collections.checkpoints.find({ chain }).sort({ chain: -1, seq: -1 }).limit(1).next();
  }

  async #demandWhatWasSigned({ chain, seq, jws }: CheckpointDocument): Promise<void> {
    const { chain: links, purges } = this.#collections;
    const signed = await readCheckpoint(jws, [this.#signer.publicKey]);
    const link = await links.findOne({ chain, seq });
    if (link === null && (await purges.findOne({ chain, kind: 'chain', to: { $gte: seq } })) !== null) {
      return;
    }
    // A checkpoint of a key before ours says the same; its signature is verified by whoever has that key.
    const head = signed?.head ?? claimsIn(jws)?.head;
    if (link === null || hashText(link.hash) !== head) {
      throw new ChainContradicts(chain, seq);
    }
  }
}

function documentOf({ number, chain, seq, hash, jws }: Checkpoint, at: Date): CheckpointDocument {
  return { _id: number, chain, seq, at, hash, jws };
}

function unlessDuplicate(error: unknown): void {
  if (duplicatesIn(error) === undefined) {
    throw error;
  }
}
