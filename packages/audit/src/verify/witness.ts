import { type Checkpoint, checkpointHashOf } from '../checkpoints/checkpoint.ts';
import type { Finding } from './finding.ts';

/**
 * Checks from outside: every checkpoint hash that a vendor received with an availability event must be the hash of a checkpoint
 * that the audit still shows. A hash without its checkpoint: the chain was cut or replaced after the vendor had it.
 */
export function witness(received: Iterable<string>, shown: readonly (Checkpoint | string)[]): Finding[] {
  const hashes = new Set(
    shown.map((checkpoint) => (typeof checkpoint === 'string' ? checkpointHashOf(checkpoint) : checkpoint.hash)),
  );
  const last = shown.length;
  return [...new Set(received)]
    .filter((hash) => !hashes.has(hash))
    .map((hash) => ({
      kind: 'truncated',
      chain: 'checkpoints',
      seq: last + 1,
      detail: `the checkpoint ${hash} was received, and is not shown any more`,
    }));
}
