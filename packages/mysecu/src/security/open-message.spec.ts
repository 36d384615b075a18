import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCorrelationId } from '../read/correlation-id.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { openMessage } from './open-message.ts';

const answer = readFileSync(new URL('../../test/signatures/valid/answer.xml', import.meta.url));

describe('a message', () => {
  it('is opened although its leading comment is wrongly encoded, and its id is read', () => {
    const comment = Buffer.concat([
      Buffer.from('<!-- plate-forme test\xe9e '),
      Buffer.from([0xe9, 0xff]),
      Buffer.from(' Correlation-ID: Id-0f2a -->\n'),
    ]);
    const bytes = Buffer.concat([comment, answer.subarray(answer.indexOf('<soap:Envelope'))]);

    expect(() => openMessage(bytes).close()).not.toThrow();
    expect(readCorrelationId(bytes)).toBe('Id-0f2a');
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from('<a>\xff</a>', 'latin1'), 'not-utf8'],
    ['nothing', Buffer.alloc(0), 'not-well-formed'],
    ['a comment alone', Buffer.from('<!-- never ends'), 'not-well-formed'],
    ['another encoding', Buffer.from('<?xml version="1.0" encoding="UTF-16"?><a/>', 'utf16le'), 'not-well-formed'],
    ['an entity of its own', Buffer.from('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'), 'doctype'],
    ['more bytes than the cap', Buffer.alloc(DEFAULT_LIMITS.maxBytes + 1, ' '), 'too-large'],
    ['a bomb of attributes that are never closed', Buffer.from(`<a ${'b="'.repeat(50_000)}`), 'too-many-attributes'],
    [
      'a bomb of namespaces',
      Buffer.from(many(40, (i) => `<a xmlns:p${i}="u:${i}" xmlns:q${i}="u:${i}" xmlns = "u:${i}">`)),
      'too-many-namespaces',
    ],
    ['a bomb of elements', Buffer.from(`<a>${'<b/>'.repeat(20_000)}</a>`), 'too-many-elements'],
    ['a bomb of open tags', Buffer.from('<a>'.repeat(100_000)), 'too-deep'],
  ])('of %s is refused: %s', (_, bytes, reason) => {
    expect(() => openMessage(bytes)).toThrow(reason);
  });

  it('may declare its namespaces on each of its elements', () => {
    const payload = many(2_000, (i) => `<c:v xmlns:c="urn:c" xmlns:d="urn:d">${i}</c:v>`);

    expect(() => openMessage(Buffer.from(answer.toString().replace('<cns:etat>', `${payload}<cns:etat>`))).close()).not.toThrow();
  });

  it.each([
    ['open angles', '<'.repeat(500_000)],
    ['unclosed comments', `<a>${'<!--'.repeat(100_000)}`],
    ['unclosed quotes', `<a b="${"'".repeat(500_000)}`],
    ['white space in a tag', `<a ${' '.repeat(900_000)}`],
    ['entities', `<a>${'&amp;'.repeat(150_000)}</a>`],
  ])('of many %s is judged in time that grows with its length alone', (_, text) => {
    const start = process.cpuUsage();

    expect(() => openMessage(Buffer.from(text))).toThrow();

    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(1_000);
  });
});

function many(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('');
}
