import { describe, expect, it } from 'vitest';
import { packResult, unpackResult } from './packed-result.ts';
import { Slabs } from './slabs.ts';

describe('a packed result', () => {
  it('comes out byte for byte as it went in', () => {
    const value = Buffer.from('{"lastName":"Müller-Noël 漢"}');
    const headers = { ce_id: 'a', ce_subject: 'é', content: 'b' };
    const result = { vendor: 'acme', partition: 3, key: null, headers, value };

    const slabs = new Slabs();
    const unpacked = unpackResult(packResult(result, slabs), slabs);

    expect(unpacked).toEqual(result);
    expect(Object.keys(unpacked.headers)).toEqual(['ce_id', 'ce_subject', 'content']);
  });
});
