import { createRequire } from 'node:module';

type Bytes = Buffer | string | null | undefined;

/** A record as kafkajs hands it to its encoding. */
export interface RecordToEncode {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
  readonly key?: Bytes;
  readonly value?: Bytes;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/** What kafkajs takes of an encoded record: it copies `buffer` into the batch. */
export interface EncodedRecord {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

type EncodeRecord = (record: RecordToEncode) => EncodedRecord;

const replaced = new WeakSet<object>();
const NULL_LENGTH = 1;

/**
 * Has each record written in one piece of memory. kafkajs 2.2.4 takes 512 bytes for a record and 512 more for each of its headers, all
 * outside the heap, and copies them together (`protocol/recordBatch/record/v0/index.js`): an event has ten headers, a check five events.
 * The bytes are the same. Counts for what is sent first after the call.
 * @param path of the module, for tests.
 */
export function writeRecordsInOnePiece(path = 'kafkajs/src/protocol/recordBatch/record/v0/index.js'): void {
  const require = createRequire(import.meta.url);
  const original: unknown = require(path);
  const loaded = require.cache[require.resolve(path)];
  if (loaded !== undefined && isEncoding(original) && !replaced.has(original)) {
    const encode: EncodeRecord = (record) => (isPlain(record) ? encodeRecord(record) : original(record));
    replaced.add(encode);
    loaded.exports = encode;
  }
}

function isEncoding(loaded: unknown): loaded is EncodeRecord {
  return typeof loaded === 'function';
}

/** Ours all are: stamped by the broker or with the time of their batch, and without a repeated header. */
function isPlain({ timestampDelta = 0, headers = {} }: RecordToEncode): boolean {
  return timestampDelta === 0 && Object.values(headers).every((value) => typeof value === 'string');
}

/** Protocol of Kafka, a record of a batch of version 2: length, attributes, deltas, key, value, headers. */
function encodeRecord({ offsetDelta = 0, key, value, headers = {} }: RecordToEncode): EncodedRecord {
  const texts: Bytes[] = Object.entries(headers as Record<string, string>).flat();
  const head = zigzag(offsetDelta);
  const headerCount = zigzag(texts.length / 2);
  // Attributes and the delta of the time take one byte each.
  let length = 2 + sizeOfVarint(head) + sizeOfBytes(key) + sizeOfBytes(value) + sizeOfVarint(headerCount);
  for (const text of texts) {
    length += sizeOfBytes(text);
  }
  const buffer = Buffer.allocUnsafe(sizeOfVarint(zigzag(length)) + length);
  let at = writeVarint(buffer, 0, zigzag(length));
  at = buffer.writeUInt16BE(0, at);
  at = writeVarint(buffer, at, head);
  at = writeBytes(buffer, at, key);
  at = writeBytes(buffer, at, value);
  at = writeVarint(buffer, at, headerCount);
  for (const text of texts) {
    at = writeBytes(buffer, at, text);
  }
  return { buf: buffer, buffer };
}

function zigzag(count: number): number {
  return count * 2;
}

function sizeOfBytes(bytes: Bytes): number {
  if (bytes === null || bytes === undefined) {
    return NULL_LENGTH;
  }
  const length = Buffer.byteLength(bytes);
  return sizeOfVarint(zigzag(length)) + length;
}

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) {
    size += 1;
  }
  return size;
}

function writeBytes(buffer: Buffer, at: number, bytes: Bytes): number {
  if (bytes === null || bytes === undefined) {
    return buffer.writeUInt8(NULL_LENGTH, at); // -1 in zigzag.
  }
  const from = writeVarint(buffer, at, zigzag(Buffer.byteLength(bytes)));
  return from + (typeof bytes === 'string' ? buffer.write(bytes, from) : bytes.copy(buffer, from));
}

function writeVarint(buffer: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) {
    at = buffer.writeUInt8((rest & 0x7f) | 0x80, at);
  }
  return buffer.writeUInt8(rest, at);
}
