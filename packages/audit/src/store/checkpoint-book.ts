import { hashText } from '../chain/hashes.ts';
import { type Checkpoint, signCheckpoint } from '../checkpoints/checkpoint.ts';
import type { Signer } from '../checkpoints/signing.ts';
import { readHead } from './chain-heads.ts';
import type { AuditCollections, CheckpointDocument } from './collections.ts';
import { duplicatesIn } from './duplicate-key.ts';

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

  /** Signs the head of every chain that has grown since its last checkpoint; how many that were. */
  async signHeads(): Promise<number> {
    const { chains } = this.#collections;
    let signed = 0;
    for (const { _id: chain } of await chains.find().sort({ _id: 1 }).toArray()) {
      if (await this.#signHead(chain)) {
        signed += 1;
      }
    }
    return signed;
  }

  /** Hands those to `publish` that have not been acknowledged, in the order of their numbers; again after a crash in between. */
  async publishPending(publish: (checkpoint: CheckpointDocument) => Promise<void>): Promise<void> {
    const { checkpoints, published } = this.#collections;
    const last = await published.find().sort({ _id: -1 }).limit(1).next();
    for await (const checkpoint of checkpoints.find({ _id: { $gt: last?._id ?? 0 } }, { sort: { _id: 1 } })) {
      await publish(checkpoint);
      await published.insertOne({ _id: checkpoint._id }).catch(unlessDuplicate);
    }
  }

  async #signHead(chain: string): Promise<boolean> {
    const { checkpoints } = this.#collections;
    const [head, lastOfChain, last] = await Promise.all([
      readHead(this.#collections, chain),
      checkpoints.find({ chain }).sort({ chain: -1, seq: -1 }).limit(1).next(),
      checkpoints.find().sort({ _id: -1 }).limit(1).next(),
    ]);
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
}

function documentOf({ number, chain, seq, hash, jws }: Checkpoint, at: Date): CheckpointDocument {
  return { _id: number, chain, seq, at, hash, jws };
}

function unlessDuplicate(error: unknown): void {
  if (duplicatesIn(error) === undefined) {
    throw error;
  }
}
