import type { CheckpointRow } from './checkpoint-row.ts';
import type { Finding } from './finding.ts';

/**
 * Checks from outside: every checkpoint hash that a vendor received with an availability event must be the hash of a checkpoint
 * that the audit still shows. A hash without its checkpoint: the chain was cut or replaced after the vendor had it.
 */
export function witness(received: Iterable<string>, shown: CheckpointRow): Finding[] {
  const missing = new Set(received);
  for (const hash of shown.hashes()) {
    missing.delete(hash);
  }
  return [...missing].map((hash) => ({
    kind: 'truncated',
    chain: 'checkpoints',
    seq: shown.lastNumber + 1,
    detail: `the checkpoint ${hash} was received, and is not shown any more`,
  }));
}
