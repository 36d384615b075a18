import { OfficineError } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aToken, aTokenService, aValidToken, silent } from '../../test/support/fakes.ts';
import { CredentialWatch } from './credential-watch.ts';

function aWatch() {
  const service = aTokenService();
  const file = { fingerprint: 'fp-old', expiresAt: new Date('2027-01-01T00:00:00Z') };
  const watch = new CredentialWatch({
    ...service,
    owns: () => true,
    credentials: { of: () => Promise.resolve({ credential: file, version: file.fingerprint }) },
    logger: silent,
    now: () => new Date(service.clock.nowMs),
  });
  service.tokens.hold(aValidToken('t-1', { certificate: 'fp-old' }));
  service.source.answer = () => Promise.resolve({ ...aToken('t-2'), certificate: file.fingerprint });
  return { ...service, file, watch };
}

describe('a replaced certificate', () => {
  it('gets a token of its own ahead of need', async () => {
    const { watch, file, tokens, credential } = aWatch();
    await watch.look();
    expect(tokens.published).toEqual([]);

    file.fingerprint = 'fp-new';
    credential.version = 'v2';
    await watch.look();

    expect(tokens.published).toMatchObject([{ state: 'valid', tokenId: 't-2', certificate: 'fp-new' }]);
    await watch.look();
    expect(tokens.published).toHaveLength(1);
  });

  it('leaves the former token in service while eSanté does not know it yet, and does not hammer', async () => {
    const { watch, file, tokens, source, credential } = aWatch();
    file.fingerprint = 'fp-new';
    credential.version = 'v2';
    source.answer = () => Promise.reject(new OfficineError('authentication-refused', { step: 'identity' }));

    await watch.look();
    await watch.look();

    expect(source.asked).toHaveLength(1);
    expect(tokens.known('ph-0001')?.state).toMatchObject({ tokenId: 't-1' });
  });
});
