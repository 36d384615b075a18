import { hashText } from '../chain/hashes.ts';
import type { ChainHead } from '../chain/records.ts';
import { type Checkpoint, claimsIn, readCheckpoint, signCheckpoint } from '../checkpoints/checkpoint.ts';
import type { Signer } from '../checkpoints/signing.ts';
import { chainNames, type PartitionPlace, readHead } from './chain-heads.ts';
import type { AuditCollections, CheckpointDocument } from './collections.ts';
import { duplicatesIn } from './duplicate-key.ts';

/** Thrown when a chain does not hold any more what its last checkpoint vouches for: signing on would vouch for whoever changed it. */
export class ChainContradicts extends Error {
  override readonly name = 'ChainContradicts';

  constructor(chain: string, seq: number) {
    super(`${chain} does not hold what the checkpoint at ${seq} vouches for`);
  }
}

const TRIES = 5;

/** Where the audit signs how far its chains have got. The number as `_id` is the fence between two who sign. */
export class CheckpointBook {
  readonly #collections: AuditCollections;
  readonly #signer: Signer;
  readonly #now: () => Date;
  readonly #remembered = new Map<string, CheckpointDocument | null>();

  constructor(collections: AuditCollections, signer: Signer, now: () => Date = () => new Date()) {
    this.#collections = collections;
    this.#signer = signer;
    this.#now = now;
  }

  /**
   * The heads of a partition's chains, or of all, that have grown since their last checkpoint. Looks each of them up: for whoever
   * takes them over.
   */
  async grown(place?: PartitionPlace): Promise<ChainHead[]> {
    const heads: ChainHead[] = [];
    for (const chain of await chainNames(this.#collections, place)) {
      const head = await readHead(this.#collections, chain);
      const last = await this.#lookUp(chain);
      if (head.seq !== (last?.seq ?? -1)) {
        heads.push(head);
      }
    }
    return heads;
  }

  /** Signs the head of every chain that has grown since its last checkpoint; how many that were. Rejects with `ChainContradicts`. */
  async signHeads(): Promise<number> {
    let signed = 0;
    for (const head of await this.grown()) {
      signed += (await this.sign(head)) ? 1 : 0;
    }
    return signed;
  }

  /** The last checkpoint of a chain, as far as this book remembers: another book may have signed since. */
  async lastOf(chain: string): Promise<CheckpointDocument | null> {
    const known = this.#remembered.get(chain);
    return known === undefined ? this.#lookUp(chain) : known;
  }

  /**
   * Signs a head; false where it is signed already, or the chain's last checkpoint is younger than `restMs`, whoever signed it.
   * Rejects with `ChainContradicts`, and signs nothing then.
   */
  async sign(head: ChainHead, restMs = 0): Promise<boolean> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const last = await this.#lookUp(head.chain);
      if (last !== null) {
        await this.#demandWhatWasSigned(last);
      }
      const at = this.#now();
      if (last !== null && (head.seq <= last.seq || at.getTime() - last.at.getTime() < restMs)) {
        return false;
      }
      if (await this.#append(head, at)) {
        return true;
      }
      // Somebody else has signed in between, most likely another chain.
    }
    return false;
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

  async #lookUp(chain: string): Promise<CheckpointDocument | null> {
    const last = await this.#collections.checkpoints.find({ chain }).sort({ chain: -1, seq: -1 }).limit(1).next();
    this.#remembered.set(chain, last);
    return last;
  }

  /** False: the number was taken meanwhile. */
  async #append({ chain, seq, hash }: ChainHead, at: Date): Promise<boolean> {
    const { checkpoints } = this.#collections;
    const previous = await checkpoints.find().sort({ _id: -1 }).limit(1).next();
    const checkpoint = await signCheckpoint(this.#signer, {
      number: (previous?._id ?? 0) + 1,
      previous: previous?.hash ?? null,
      chain,
      seq,
      head: hashText(hash),
      at: at.toISOString(),
    });
    const document = documentOf(checkpoint, at);
    try {
      await checkpoints.insertOne(document);
      this.#remembered.set(chain, document);
      return true;
    } catch (error) {
      this.#remembered.delete(chain);
      unlessDuplicate(error);
      return false;
    }
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
