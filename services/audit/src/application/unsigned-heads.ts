import type { ChainHead } from '@officine/audit';
import type { OwnedPartition } from './ports.ts';

interface Unsigned {
  readonly head: ChainHead;
  /** Whose partition it is of; undefined: of none of ours. */
  readonly writer: OwnedPartition['writer'] | undefined;
  readonly problem: string | undefined;
}

/** Heads that are still to be signed, one a chain, and why those that were refused were refused. */
export class UnsignedHeads {
  readonly #byChain = new Map<string, Unsigned>();

  /** In the order in which their chains came. */
  all(): readonly ChainHead[] {
    return [...this.#byChain.values()].map(({ head }) => head);
  }

  /** Why chains are not signed, each until its next attempt succeeds. */
  get problems(): readonly string[] {
    return [...this.#byChain.values()].flatMap(({ problem }) => problem ?? []);
  }

  /** `writer`: undefined for a chain of none of our partitions. */
  add(head: ChainHead, writer?: OwnedPartition['writer']): void {
    this.#byChain.set(head.chain, { head, writer, problem: this.#byChain.get(head.chain)?.problem });
  }

  /** Signed as far as `signedTo`, or refused with a problem. */
  attempted({ chain, seq }: ChainHead, { signedTo = -1, problem }: { signedTo?: number; problem?: string }): void {
    const unsigned = this.#byChain.get(chain);
    if (signedTo >= seq) {
      this.#byChain.delete(chain);
    } else if (unsigned !== undefined) {
      this.#byChain.set(chain, { ...unsigned, problem });
    }
  }

  /** What was another's before is another's now: whoever gained it looks it up. `withRest`: whether chains of no partition are ours. */
  keepThoseOf(writers: ReadonlySet<OwnedPartition['writer']>, withRest: boolean): void {
    for (const [chain, { writer }] of this.#byChain) {
      if (writer === undefined ? !withRest : !writers.has(writer)) {
        this.#byChain.delete(chain);
      }
    }
  }
}
