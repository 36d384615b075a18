import { describe, expect, it } from 'vitest';
import { checkRequested } from '../events/check-requested.ts';
import { decodeEvent } from './decode.ts';
import { encodeEvent } from './encode.ts';
import { parseData } from './parse-data.ts';

const data = {
  check: 'affiliation' as const,
  pharmacy: 'ph-0001',
  user: { id: 'u-42', role: 'pharmacist' },
  timeoutMs: 3000,
  affiliation: { matricule: '1893120105732' },
};
const attributes = { id: 'r-1', source: 'urn:vendor:acme', time: '2026-11-23T08:00:00Z' };

describe('an event on Kafka', () => {
  it('is written in binary mode: attributes in ce_ headers, the data alone as the value', () => {
    const record = encodeEvent(checkRequested, { ...attributes, extensions: { requesthash: 'ab' }, data });

    expect(record.headers).toMatchObject({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: 'r-1',
      ce_type: 'lu.officine.check.requested.v1',
      ce_requesthash: 'ab',
    });
    expect(JSON.parse(record.value.toString())).toEqual(data);
  });

  it('is read back as it was written', () => {
    const decoded = decodeEvent(
      encodeEvent(checkRequested, { ...attributes, subject: 's', extensions: { requesthash: 'ab' }, data }),
    );

    expect(decoded).toEqual({
      readable: true,
      event: { ...attributes, type: checkRequested.type, subject: 's', extensions: { requesthash: 'ab' }, data },
    });
  });

  it('is read in structured mode too', () => {
    const value = Buffer.from(
      JSON.stringify({ specversion: '1.0', ...attributes, type: checkRequested.type, sequence: 7, data }),
    );

    const decoded = decodeEvent({ headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' }, value });

    expect(decoded).toMatchObject({ readable: true, event: { id: 'r-1', extensions: { sequence: '7' }, data } });
  });

  it.each([
    ['the content type of its data', { 'content-type': 'application/json' }],
    ['no content type', {}],
    ['a header name in capitals', { 'Content-Type': 'application/cloudevents+json' }],
    ['headers of others', { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }],
  ])('is read in structured mode when a library announces it with %s', (_, headers) => {
    const value = Buffer.from(JSON.stringify({ specversion: '1.0', ...attributes, type: checkRequested.type, data }));

    expect(decodeEvent({ headers, value })).toMatchObject({ readable: true, event: { id: 'r-1', data } });
  });

  it('is read whatever the case of its header names', () => {
    const { headers, value } = encodeEvent(checkRequested, { ...attributes, data });
    const capitals = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toUpperCase(), text]));

    expect(decodeEvent({ headers: capitals, value })).toMatchObject({ readable: true, event: { id: 'r-1' } });
  });

  it('is read in structured mode when its data is base64', () => {
    const encoded = Buffer.from(JSON.stringify(data)).toString('base64');
    const value = Buffer.from(
      JSON.stringify({ specversion: '1.0', ...attributes, type: checkRequested.type, data_base64: encoded }),
    );

    const decoded = decodeEvent({ headers: { 'content-type': 'application/cloudevents+json' }, value });

    expect(decoded).toMatchObject({ readable: true, event: { data } });
  });

  it('needs no content type', () => {
    const { headers, value } = encodeEvent(checkRequested, { ...attributes, data });
    const { 'content-type': _, ...bare } = headers;

    expect(decodeEvent({ headers: bare, value })).toMatchObject({ readable: true });
  });
});

describe('a record that is no readable event', () => {
  const good = encodeEvent(checkRequested, { ...attributes, data });

  it.each([
    ['broken JSON', { ...good, value: Buffer.from('{"a":') }],
    ['bytes that are not UTF-8', { ...good, value: Buffer.from([0x22, 0xff, 0x22]) }],
    ['no value', { ...good, value: null }],
    ['another content type', { ...good, headers: { ...good.headers, 'content-type': 'text/html' } }],
    ['another version of the specification', { ...good, headers: { ...good.headers, ce_specversion: '0.3' } }],
    ['no source', { ...good, headers: { ...good.headers, ce_source: '' } }],
    ['a time that is none', { ...good, headers: { ...good.headers, ce_time: 'yesterday' } }],
  ])('keeps its id for the rejection: %s', (_, record) => {
    expect(decodeEvent(record)).toMatchObject({ readable: false, id: 'r-1' });
  });

  it.each([
    ['data alone, without headers', { headers: {}, value: good.value }],
    ['no id', { ...good, headers: { ...good.headers, ce_id: '' } }],
    ['an id longer than 256 characters', { ...good, headers: { ...good.headers, ce_id: 'x'.repeat(257) } }],
    [
      'a structured value that is a list',
      { headers: { 'content-type': 'application/cloudevents+json' }, value: Buffer.from('[1]') },
    ],
  ])('has no id to answer to: %s', (_, record) => {
    const decoded = decodeEvent(record);

    expect(decoded.readable).toBe(false);
    expect(decoded).not.toHaveProperty('id');
  });

  it('is told without quoting its content', () => {
    const decoded = decodeEvent({ ...good, value: Buffer.from('{"matricule": 1893120105732') });

    expect(JSON.stringify(decoded)).not.toContain('1893120105732');
  });
});

describe('the data of an event', () => {
  it('names the first field that does not fit, without its value', () => {
    const parsed = parseData(checkRequested, { ...data, affiliation: { matricule: '1893120105732', on: '23.11.2026' } });

    expect(parsed).toMatchObject({ fits: false, field: 'affiliation.on' });
    expect(JSON.stringify(parsed)).not.toContain('23.11.2026');
  });

  it('may carry fields of a later version', () => {
    expect(parseData(checkRequested, { ...data, priority: 'high' })).toMatchObject({ fits: true });
  });
});
