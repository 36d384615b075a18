import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type EncodedRecord, encodeRecord, type RecordToEncode } from './lean-records.ts';

const kafkajs: (record: RecordToEncode) => EncodedRecord = createRequire(import.meta.url)(
  'kafkajs/src/protocol/recordBatch/record/v0/index.js',
);
const headers = { ce_id: 'r-1', ce_subject: 'Frühstück', traceparent: 'x'.repeat(200), empty: '' };

describe('a record on its way to Kafka', () => {
  it.each<[string, RecordToEncode]>([
    ['an event', { key: 'ph-0001', value: Buffer.from('{"a":1}'), headers }],
    ['a tombstone', { key: 'acme/r-1', value: null }],
    ['a record without a key', { key: null, value: Buffer.from('{}'), headers: {} }],
    ['a large one, far down in its batch', { key: 'k', value: Buffer.alloc(300_000, 'v'), offsetDelta: 499, headers }],
    ['text of several bytes a character', { key: 'clé', value: '€', offsetDelta: 64, headers: { ключ: 'значение' } }],
    ['one with a time of its own', { key: 'k', value: Buffer.from('v'), timestampDelta: 86_400_000 }],
    ['one that is years younger than its batch', { key: 'k', value: Buffer.from('v'), timestampDelta: 400_000_000_000 }],
    ['one that is older than its batch', { key: 'k', value: Buffer.from('v'), timestampDelta: -1_234 }],
    ['one with a repeated header', { key: 'k', value: Buffer.from('v'), headers: { tag: ['a', 'b'], one: 'c' } }],
    ['one whose header is bytes', { key: 'k', value: Buffer.from('v'), headers: { raw: Buffer.from([0, 255]) } }],
  ])('has the bytes that kafkajs gives it: %s', (_, record) => {
    expect(encodeRecord(record).buffer.toString('hex')).toBe(kafkajs(record).buffer.toString('hex'));
  });

  it.each([[[]], [['--import', '@officine/telemetry/register']]])('is written so by kafkajs, in a process with %j', (flags) => {
    const script = `
      import { connectKafka } from '${new URL('./connect-kafka.ts', import.meta.url)}';
      import { createRequire } from 'node:module';
      connectKafka({ clientId: 'test', brokers: ['localhost:1'] }, {});
      const produce = createRequire('${import.meta.url}')('kafkajs/src/protocol/requests/produce/index.js');
      const messages = [{ key: 'k', value: Buffer.from('v'), headers: { a: 'b' } }];
      const topicData = [{ topic: 't', partitions: [{ partition: 0, messages }] }];
      const { request } = produce.protocol({ version: 7 })({ acks: -1, timeout: 1, topicData });
      const { allocUnsafe } = Buffer;
      let pieces = 0;
      Buffer.allocUnsafe = (size) => { pieces += 1; return allocUnsafe(size); };
      await request.encode();
      console.log(pieces);
    `;
    const args = ['--conditions=@officine/source', ...flags, '--input-type=module', '--eval', script];

    expect(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()).toBe('1');
  });
});
