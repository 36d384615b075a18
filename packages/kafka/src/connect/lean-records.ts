import Module, { createRequire } from 'node:module';

type Bytes = Buffer | string | null | undefined;

/** A record as kafkajs hands it to its encoding. */
export interface RecordToEncode {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
  readonly key?: Bytes;
  readonly value?: Bytes;
  readonly headers?: Readonly<Record<string, Bytes | readonly Bytes[]>> | undefined;
}

/** What kafkajs takes of an encoded record: it copies `buffer` into the batch. */
export interface EncodedRecord {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** -1 in zigzag: the length of what is null. */
const NULL_LENGTH = 1;

/**
 * Has each record written in one piece of memory. kafkajs 2.2.4 takes 512 bytes for a record and 512 more for each of its headers, all
 * outside the heap, and copies them together (`protocol/recordBatch/record/v0/index.js`): an event has ten headers, a check five events.
 * The bytes are the same. Counts where kafkajs has sent no record yet: it loads its encodings when they are first needed, and what
 * instruments `require` keeps to the first that it saw.
 */
export function writeRecordsInOnePiece(): void {
  const require = createRequire(import.meta.url);
  const file = require.resolve('kafkajs/src/protocol/recordBatch/record/v0/index.js');
  const module = new Module(file);
  module.filename = file;
  module.exports = encodeRecord;
  module.loaded = true;
  require.cache[file] ??= module;
}

/** Protocol of Kafka, a record of a batch of version 2: length, attributes, deltas, key, value, headers. */
export function encodeRecord(record: RecordToEncode): EncodedRecord {
  const { offsetDelta = 0, timestampDelta = 0, key, value, headers = {} } = record;
  const texts = namesAndValues(headers);
  const deltas = [zigzag(timestampDelta), zigzag(offsetDelta)];
  const headerCount = zigzag(texts.length / 2);
  const attributesLength = 1;
  let length = attributesLength + sizeOfBytes(key) + sizeOfBytes(value) + sizeOfVarint(headerCount);
  for (const delta of deltas) length += sizeOfVarint(delta);
  for (const text of texts) length += sizeOfBytes(text);

  const buffer = Buffer.allocUnsafe(sizeOfVarint(zigzag(length)) + length);
  let at = writeVarint(buffer, 0, zigzag(length));
  at = buffer.writeUInt8(0, at);
  for (const delta of deltas) at = writeVarint(buffer, at, delta);
  at = writeBytes(buffer, at, key);
  at = writeBytes(buffer, at, value);
  at = writeVarint(buffer, at, headerCount);
  for (const text of texts) at = writeBytes(buffer, at, text);
  return { buf: buffer, buffer };
}

/** Names and values in turn; a name stands before each of its values. */
function namesAndValues(headers: NonNullable<RecordToEncode['headers']>): Bytes[] {
  const texts: Bytes[] = [];
  for (const [name, value] of Object.entries(headers)) {
    for (const one of isList(value) ? value : [value]) {
      texts.push(name, one);
    }
  }
  return texts;
}

function isList(value: Bytes | readonly Bytes[]): value is readonly Bytes[] {
  return Array.isArray(value);
}

function zigzag(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

function sizeOfBytes(bytes: Bytes): number {
  if (bytes === null || bytes === undefined) {
    return sizeOfVarint(NULL_LENGTH);
  }
  const length = Buffer.byteLength(bytes);
  return sizeOfVarint(zigzag(length)) + length;
}

function writeBytes(buffer: Buffer, at: number, bytes: Bytes): number {
  if (bytes === null || bytes === undefined) {
    return writeVarint(buffer, at, NULL_LENGTH);
  }
  const from = writeVarint(buffer, at, zigzag(Buffer.byteLength(bytes)));
  return from + (typeof bytes === 'string' ? buffer.write(bytes, from) : bytes.copy(buffer, from));
}

// Seven bits a byte, the lowest first. Divided and not shifted: a delta of times may have more than 32 bits.
function sizeOfVarint(number: number): number {
  let size = 1;
  for (let rest = number; rest > 0x7f; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

function writeVarint(buffer: Buffer, start: number, number: number): number {
  let at = start;
  let rest = number;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) at = buffer.writeUInt8((rest % 0x80) + 0x80, at);
  return buffer.writeUInt8(rest, at);
}
