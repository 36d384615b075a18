import type { PurgeClaims } from '../purges/purge-record.ts';
import type { VouchedHeads } from './checkpoint-row.ts';

type ChainPurge = Extract<PurgeClaims, { kind: 'chain' }>;
type ContentPurge = Extract<PurgeClaims, { kind: 'content' }>;

/** What signatures vouch for about one chain. All of it must have been verified before. */
export class Proofs {
  readonly #heads: VouchedHeads;
  readonly #contentPurges: readonly { readonly from: number; readonly to: number; readonly kept: ReadonlySet<number> }[];
  /** The purge that reached furthest; undefined where the chain begins with its first record. */
  readonly chainPurge: ChainPurge | undefined;

  /** `purges`: of this chain. */
  constructor(heads: VouchedHeads, purges: Iterable<PurgeClaims>) {
    this.#heads = heads;
    const own = [...purges];
    this.chainPurge = own
      .filter((purge): purge is ChainPurge => purge.kind === 'chain')
      .reduce<ChainPurge | undefined>((furthest, purge) => (purge.to > (furthest?.to ?? -1) ? purge : furthest), undefined);
    this.#contentPurges = own
      .filter((purge): purge is ContentPurge => purge.kind === 'content')
      .filter(({ to }) => to > this.purgedTo)
      .map(({ from, to, kept }) => ({ from, to, kept: new Set(kept) }));
  }

  /** The last record that a checkpoint vouches for; -1: none. */
  get lastSeq(): number {
    return this.#heads.lastSeq;
  }

  /** The last record whose link a purge took away; -1: none. */
  get purgedTo(): number {
    return this.chainPurge?.to ?? -1;
  }

  /** The head (base64url) that a checkpoint vouches for at `seq`. */
  headAt(seq: number): string | undefined {
    return this.#heads.headAt(seq);
  }

  /** Whether a purge record says that the content of `seq` is gone. */
  mayLackContent(seq: number): boolean {
    return this.#contentPurges.some(({ from, to, kept }) => seq >= from && seq <= to && !kept.has(seq));
  }
}
