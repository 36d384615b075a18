import type { TokenIssued } from '@officine/contracts';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { SealError, sealedWith, TokenCipher } from './token-cipher.ts';
import { openTokenRecord, sealTokenRecord } from './token-records.ts';

const key = (kid: string) => ({ kty: 'oct' as const, kid, alg: 'A256GCM', k: Buffer.alloc(32, kid).toString('base64url') });
const token: TokenIssued = {
  pharmacy: 'ph-0001',
  state: 'valid',
  tokenId: 't-1',
  token: '<wsse:BinarySecurityToken/>',
  issuedAt: '2026-11-24T08:00:00Z',
  expiresAt: '2026-11-24T09:00:00Z',
};
const event = { id: 'e-1', source: '/officine/auth-token', data: token };

describe('the token cipher', () => {
  it('seals as dir and A256GCM with the id of the first key, and shows nothing of what it sealed', async () => {
    const sealed = await new TokenCipher([key('new'), key('old')]).seal(token);

    expect(decodeProtectedHeader(sealed)).toEqual({ alg: 'dir', enc: 'A256GCM', kid: 'new' });
    expect(Buffer.from(sealed.split('.')[3]!, 'base64url').toString('latin1')).not.toContain('BinarySecurityToken');
  });

  it('opens what an older key of the set sealed, so that keys rotate without a gap', async () => {
    const sealed = await new TokenCipher([key('old')]).seal(token);

    expect(await new TokenCipher([key('new'), key('old')]).open(sealed)).toEqual(token);
  });

  it('goes on with other keys when they are replaced, and tells who waits for them', async () => {
    const cipher = new TokenCipher([key('old')]);
    const sealed = await new TokenCipher([key('new')]).seal(token);
    const opened: unknown[] = [];
    cipher.onKeysReplaced(() => void cipher.open(sealed).then((data) => opened.push(data)));
    await expect(cipher.open(sealed)).rejects.toThrow(SealError);

    cipher.replaceKeys([key('new'), key('old')]);

    await expect.poll(() => opened).toEqual([token]);
    expect(sealedWith(await cipher.seal(token))).toBe('new');
  });

  it.each([
    ['a key outside of the set', async () => new TokenCipher([key('foreign')]).seal(token)],
    ['no JWE', async () => 'plain text'],
    [
      'an altered one',
      async () => (await new TokenCipher([key('a')]).seal(token)).replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
    ],
  ])('refuses %s', async (_what, sealed) => {
    await expect(new TokenCipher([key('a')]).open(await sealed())).rejects.toThrow(SealError);
  });
});

describe('a token record', () => {
  const cipher = new TokenCipher([key('a')]);

  it('is a CloudEvent whose data is sealed as a whole', async () => {
    const record = await sealTokenRecord(cipher, event);

    expect(record.headers).toMatchObject({
      'content-type': 'application/jose',
      ce_type: 'lu.officine.auth.token-issued.v1',
      ce_id: 'e-1',
    });
    expect(await openTokenRecord(cipher, { key: 'ph-0001', value: record.value })).toEqual(token);
  });

  it('lends no token to another pharmacy when it is moved under its key', async () => {
    const { value } = await sealTokenRecord(cipher, event);

    await expect(openTokenRecord(cipher, { key: 'ph-0002', value })).rejects.toThrow('of another pharmacy');
  });

  it('without a value is a tombstone', async () => {
    expect(await openTokenRecord(cipher, { key: 'ph-0001', value: null })).toBeNull();
  });
});
