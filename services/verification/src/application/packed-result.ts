import type { ResultRecord } from './result-record.ts';
import type { Place, Slabs } from './slabs.ts';

/** A result in as little memory as it takes: everything in one piece. */
export interface PackedResult extends Place {
  /** Where the value begins; the rest of the record stands before it. */
  readonly valueAt: number;
}

/** Packs a result. As it is it costs several times its bytes: its headers are an object of two dozen strings. */
export function packResult({ value, ...rest }: ResultRecord, slabs: Slabs): PackedResult {
  const head = Buffer.from(JSON.stringify(rest));
  return { ...slabs.keep(head, value), valueAt: head.length };
}

/** The same record, byte for byte. */
export function unpackResult(packed: PackedResult, slabs: Slabs): ResultRecord {
  const bytes = slabs.read(packed);
  const rest: Omit<ResultRecord, 'value'> = JSON.parse(bytes.toString('utf8', 0, packed.valueAt));
  return { ...rest, value: bytes.subarray(packed.valueAt) };
}
