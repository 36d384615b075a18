import type { ResultRecord } from './result-record.ts';
import type { Kept, Slabs } from './slabs.ts';

/** A result in as little memory as it takes: everything in one piece. */
export interface PackedResult {
  readonly kept: Kept;
  /** Where the value begins; the rest of the record stands before it. */
  readonly valueAt: number;
}

/** Packs a result. As it is it costs several times its bytes: its headers are an object of two dozen strings. */
export function packResult({ value, ...rest }: ResultRecord, slabs: Slabs): PackedResult {
  const head = Buffer.from(JSON.stringify(rest));
  return { kept: slabs.keep(Buffer.concat([head, value])), valueAt: head.length };
}

/** The same record, byte for byte. */
export function unpackResult({ kept, valueAt }: PackedResult): ResultRecord {
  const bytes = kept.read();
  const rest: Omit<ResultRecord, 'value'> = JSON.parse(bytes.toString('utf8', 0, valueAt));
  return { ...rest, value: bytes.subarray(valueAt) };
}
