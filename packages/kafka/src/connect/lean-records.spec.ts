import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type EncodedRecord, type RecordToEncode, writeRecordsInOnePiece } from './lean-records.ts';

const PATH = 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
const require = createRequire(import.meta.url);
const original: (record: RecordToEncode) => EncodedRecord = require(PATH);
writeRecordsInOnePiece();
const ours: (record: RecordToEncode) => EncodedRecord = require(PATH);

const headers = { ce_id: 'r-1', ce_subject: 'Frühstück', traceparent: 'x'.repeat(200), empty: '' };

describe('a record on its way to Kafka', () => {
  it.each<[string, RecordToEncode]>([
    ['an event', { key: 'ph-0001', value: Buffer.from('{"a":1}'), headers }],
    ['a tombstone', { key: 'acme/r-1', value: null }],
    ['a record without a key', { key: null, value: Buffer.from('{}'), headers: {} }],
    ['a large one, far down in its batch', { key: 'k', value: Buffer.alloc(300_000, 'v'), offsetDelta: 499, headers }],
    ['text of several bytes a character', { key: 'clé', value: '€', offsetDelta: 64, headers: { ключ: 'значение' } }],
    ['one with a time of its own', { key: 'k', value: Buffer.from('v'), timestampDelta: 86_400_000, headers }],
    ['one with a repeated header', { key: 'k', value: Buffer.from('v'), headers: { tag: ['a', 'b'] } }],
    ['one whose header is bytes', { key: 'k', value: Buffer.from('v'), headers: { raw: Buffer.from([0, 255]) } }],
  ])('has the bytes that kafkajs gives it: %s', (_, record) => {
    expect(ours(record).buffer.equals(original(record).buffer)).toBe(true);
  });

  it('is encoded by kafkajs itself at most once more than before', () => {
    writeRecordsInOnePiece();

    expect(require(PATH)).toBe(ours);
    expect(ours).not.toBe(original);
  });
});
