import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUDIENCE, BearerTokens } from './bearer-tokens.ts';

let provider: Server;
let issuer: string;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let isAway = false;

beforeEach(async () => {
  isAway = false;
  keys = await generateKeyPair('EdDSA');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'EdDSA' };
  provider = createServer((request, response) => {
    if (isAway) {
      response.destroy();
      return;
    }
    const discovery = { issuer, jwks_uri: `${issuer}/keys` };
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : discovery));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterEach(async () => {
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

const aToken = () =>
  new SignJWT({ roles: ['audit.read'], vendor: 'acme' })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k' })
    .setSubject('reader-1')
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setExpirationTime('5m')
    .sign(keys.privateKey);

describe('bearer tokens', () => {
  it('are checked with the keys that the issuer publishes', async () => {
    const reader = await new BearerTokens(new URL(issuer)).authenticate(`Bearer ${await aToken()}`);

    expect(reader).toEqual({ id: 'reader-1', roles: new Set(['audit.read']), vendor: 'acme' });
  });

  it('are refused while the issuer is away, and taken when it is back', async () => {
    const tokens = new BearerTokens(new URL(issuer));
    const header = `Bearer ${await aToken()}`;
    isAway = true;

    await expect(tokens.authenticate(header)).rejects.toMatchObject({ code: 'issuer-away', status: 503 });
    isAway = false;
    await expect(tokens.authenticate(header)).resolves.toMatchObject({ id: 'reader-1' });
  });
});
