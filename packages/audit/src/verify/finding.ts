/** How a record can have been tampered with. */
export type Tampering = 'edited' | 'deleted' | 'inserted' | 'swapped' | 'truncated' | 'forked';

/** The first record of a chain, or the first checkpoint, that is not what it was. */
export interface Finding {
  readonly kind: Tampering;
  /** The chain; for the checkpoints' own chain: `checkpoints`. */
  readonly chain: string;
  /** The first bad record; for checkpoints, the number. */
  readonly seq: number;
  /** Event id of the bad record, where it still has one. */
  readonly id?: string;
  /** In words, without content. */
  readonly detail: string;
}
