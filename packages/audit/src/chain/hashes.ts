import { createHash, hash as digest } from 'node:crypto';

const SEQ_BYTES = 8;

/** SHA-256 of a record's canonical bytes (RFC 8785 text in UTF-8): 32 bytes. */
export function contentHashOf(canonical: string): Buffer {
  return digest('sha256', canonical, 'buffer');
}

/** SHA-256(prev ‖ seq ‖ contentHash): 32 bytes. `seq` counts as an unsigned 64-bit integer, big-endian. */
export function chainHashOf(prev: Uint8Array, seq: number, contentHash: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(prev.byteLength + SEQ_BYTES + contentHash.byteLength);
  bytes.set(prev, 0);
  bytes.writeBigUInt64BE(BigInt(seq), prev.byteLength);
  bytes.set(contentHash, prev.byteLength + SEQ_BYTES);
  return digest('sha256', bytes, 'buffer');
}

/** What the first record of a chain names as its predecessor: it binds the record to this chain and no other. */
export function genesisOf(chain: string): Buffer {
  return createHash('sha256').update('officine-audit-chain/1\n').update(chain).digest();
}

/** A hash as people and events carry it: base64url without padding. */
export function hashText(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString('base64url');
}
