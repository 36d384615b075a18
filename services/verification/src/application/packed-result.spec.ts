import { describe, expect, it } from 'vitest';
import { packedBytes, packResult, unpackResult } from './packed-result.ts';

describe('a packed result', () => {
  it('comes out byte for byte as it went in, and keeps nothing else in memory', () => {
    const fetched = Buffer.alloc(100_000);
    const value = fetched.subarray(10, 10 + fetched.write('{"lastName":"Müller-Noël 漢"}', 10));
    const result = { vendor: 'acme', partition: 3, key: null, headers: { ce_id: 'a', ce_subject: 'é', content: 'b' }, value };

    const packed = packResult(result);

    expect(unpackResult(packed)).toEqual(result);
    expect(Object.keys(unpackResult(packed).headers)).toEqual(['ce_id', 'ce_subject', 'content']);
    expect(packed.bytes.buffer.byteLength).toBe(packedBytes(packed));
  });
});
