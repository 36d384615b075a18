import type { ChainEntry } from '../chain/records.ts';

const HASH_BYTES = 32;
/** `_id`, `chain`, `seq`, `offset`, `prev`, `contentHash`, `hash`. */
const FIELDS = 7;

/** Whether a document of the chain has the shape of a record: a database takes anything from whoever may write to it. */
export function isWellFormed(entry: ChainEntry, chain: string): boolean {
  return (
    typeof entry._id === 'string' &&
    entry.chain === chain &&
    isPlace(entry.seq) &&
    isPlace(entry.offset) &&
    isHash(entry.prev) &&
    isHash(entry.contentHash) &&
    isHash(entry.hash) &&
    Object.keys(entry).length === FIELDS
  );
}

function isPlace(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isHash(value: unknown): boolean {
  return Buffer.isBuffer(value) && value.byteLength === HASH_BYTES;
}
