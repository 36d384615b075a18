import { describe, expect, it } from 'vitest';
import { HEADER_BOUNDS, inboundHeaders } from './inbound-headers.ts';

describe('the headers of a record', () => {
  it('are text, and the last where a name is repeated', () => {
    expect(inboundHeaders({ a: Buffer.from('é'), b: 'text', c: ['1', Buffer.from('2')], d: undefined, e: [] })).toEqual({
      a: 'é',
      b: 'text',
      c: '2',
    });
  });

  it('are none where there are none', () => {
    expect(inboundHeaders(undefined)).toEqual({});
  });

  it('leave out what is oversized rather than cut it', () => {
    const { valueBytes, nameLength } = HEADER_BOUNDS;

    const headers = inboundHeaders({
      fits: 'x'.repeat(valueBytes),
      large: 'é'.repeat(valueBytes / 2 + 1),
      ['n'.repeat(nameLength + 1)]: '1',
    });

    expect(Object.keys(headers)).toEqual(['fits']);
  });

  it('are no more than anybody needs', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`h${i}`, '1']));

    expect(Object.keys(inboundHeaders(many))).toHaveLength(HEADER_BOUNDS.count);
  });

  it('have no way into the prototype', () => {
    const hostile = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string>;

    const headers = inboundHeaders(hostile);

    expect(Object.getPrototypeOf(headers)).toBeNull();
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(headers['constructor']).toBe('y');
  });
});
