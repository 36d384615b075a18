import type { ChainEntry, ContentRecord } from '../chain/records.ts';

/** Where a trail is read from: a database, a file, memory. Records come in batches, as a call for each would cost more than its hash. */
export interface TrailSource {
  /** Every chain that was opened. */
  chains(): Promise<readonly string[]>;
  /** Names under which records stand that the audit never opened: somebody may have added them. */
  strangeChains?(): Promise<readonly string[]>;
  /** In the order of `seq`, those after `seq`; -1: all of them, whatever stands in `seq`. */
  entries(chain: string, afterSeq: number): AsyncIterable<readonly ChainEntry[]>;
  /** In the order of `offset`, those after `offset`; -1: all of them, whatever stands in `offset`. */
  contents(chain: string, afterOffset: number): AsyncIterable<readonly ContentRecord[]>;
  /** One record's content, wherever it stands. */
  content(id: string): Promise<ContentRecord | undefined>;
  /** Which of these records have a link; asked again while the audit runs, as content is stored first. */
  linked?(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** In the order of their numbers, as JWS. */
  checkpoints(): AsyncIterable<string>;
  /** As JWS. */
  purges(): AsyncIterable<string>;
}
