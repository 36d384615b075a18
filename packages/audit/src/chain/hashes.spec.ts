import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chainHashOf, contentHashOf, genesisOf, hashText } from './hashes.ts';

describe('the hashes of a chain', () => {
  it('are those that anybody computes from prev, the number in eight bytes, and the content hash', () => {
    const prev = genesisOf('c/t/0/1');
    const content = contentHashOf('{"a":"é"}');
    const seq = Buffer.from('0000000000000102', 'hex');

    expect(content).toEqual(createHash('sha256').update(Buffer.from('{"a":"é"}', 'utf8')).digest());
    expect(chainHashOf(prev, 0x102, content)).toEqual(
      createHash('sha256')
        .update(Buffer.concat([prev, seq, content]))
        .digest(),
    );
  });

  it('begin otherwise in every chain, so that a record of one fits into no other', () => {
    expect(genesisOf('c/t/0/1').equals(genesisOf('c/t/0/2'))).toBe(false);
  });

  it('are carried as base64url', () => {
    expect(hashText(Buffer.from('fb', 'hex'))).toBe('-w');
  });
});
