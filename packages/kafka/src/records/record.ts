/** A record on its way out. */
export interface OutgoingRecord {
  readonly topic: string;
  /** Where absent, chosen from the key as the Java client would. */
  readonly partition?: number;
  readonly key: string | null;
  /** `null` is a tombstone. */
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a record stands. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** A record as read. */
export interface InboundRecord extends Position {
  /** ms since the epoch: the broker's append time on topics with `LogAppendTime`. */
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  /** UTF-8, the last of several headers of a name; see `inboundHeaders` for the bounds. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A position as the `sourceposition` of a result writes it: `<partition>:<offset>`. */
export function positionText({ partition, offset }: Omit<Position, 'topic'>): string {
  return `${partition}:${offset}`;
}
