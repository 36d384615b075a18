import { chainHashOf } from '../chain/hashes.ts';
import type { ChainEntry } from '../chain/records.ts';

/** How far a record is looked for from where it stands: this only chooses the word for what is bad anyway. */
const REACH = 256;

/** Whether the entry would be sound under another number: then it was moved, not changed. */
export function hashesUnderAnotherSeq({ prev, contentHash, hash, seq }: ChainEntry): boolean {
  for (let other = Math.max(0, seq - REACH); other <= seq + REACH; other += 1) {
    if (other !== seq && chainHashOf(prev, other, contentHash).equals(hash)) {
      return true;
    }
  }
  return false;
}
