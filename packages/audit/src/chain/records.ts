/** One link of a chain, as `audit_chain` keeps it. Hashes are 32 bytes. */
export interface ChainEntry {
  /** The event's id. */
  readonly _id: string;
  /** `cluster/topic/partition/generation`. */
  readonly chain: string;
  /** 0, 1, 2, … without a gap. */
  readonly seq: number;
  /** Where the event stood in its partition; also part of the hashed content. */
  readonly offset: number;
  readonly prev: Buffer;
  readonly contentHash: Buffer;
  /** SHA-256(prev ‖ seq ‖ contentHash). */
  readonly hash: Buffer;
}

/** What can be searched. Derived from the canonical bytes, so that a change here is found as well. */
export interface SearchFields {
  readonly at: Date;
  readonly action: string;
  readonly vendor?: string;
  readonly pharmacy?: string;
  readonly user?: string;
  readonly subject?: string;
  readonly requestId?: string;
  readonly correlationId?: string;
  readonly traceId?: string;
  readonly outcome?: string;
}

/** What was recorded, as `audit_content` keeps it: the bytes that were hashed, and what is searched. */
export interface ContentRecord extends SearchFields {
  /** The event's id. */
  readonly _id: string;
  readonly chain: string;
  readonly offset: number;
  /** RFC 8785 text; its UTF-8 bytes are hashed. */
  readonly canonical: string;
}

/** Where a chain has got to. */
export interface ChainHead {
  readonly chain: string;
  /** -1: nothing yet. */
  readonly seq: number;
  readonly offset: number;
  readonly hash: Buffer;
}
