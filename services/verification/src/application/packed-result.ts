import type { ResultRecord } from './result-record.ts';

/** A result in as little memory as it takes: everything in one piece of exactly its size. */
export interface PackedResult {
  readonly bytes: Buffer;
  /** Where the value begins; the rest of the record stands before it. */
  readonly valueAt: number;
}

/**
 * Packs a result. A record as it is costs several times its bytes: its headers are an object of two dozen strings, and its value is a
 * slice of a buffer that others share and that stays as long as any of them does.
 */
export function packResult({ value, ...rest }: ResultRecord): PackedResult {
  const head = JSON.stringify(rest);
  const valueAt = Buffer.byteLength(head);
  // Not of Node's pool: a slab of that would stay for the sake of one result.
  const bytes = Buffer.allocUnsafeSlow(valueAt + value.length);
  bytes.write(head, 0);
  value.copy(bytes, valueAt);
  return { bytes, valueAt };
}

/** The same record, byte for byte. */
export function unpackResult({ bytes, valueAt }: PackedResult): ResultRecord {
  const rest: Omit<ResultRecord, 'value'> = JSON.parse(bytes.toString('utf8', 0, valueAt));
  return { ...rest, value: bytes.subarray(valueAt) };
}

/** What a packed result keeps in memory. */
export function packedBytes({ bytes }: PackedResult): number {
  return bytes.length;
}
