import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { AUDIENCE } from '../../src/http/bearer-tokens.ts';

/** What a token says; what is left out is right. */
export interface TokenClaims {
  readonly roles?: readonly string[];
  readonly vendor?: string;
  readonly subject?: string;
  readonly audience?: string;
  readonly issuer?: string;
  readonly expires?: string | number;
}

/** An OpenID Connect provider: discovery, keys, and tokens as others may forge them. */
export async function anIssuer() {
  const keys = await generateKeyPair('ES256', { extractable: true });
  const strangers = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'ES256', use: 'sig' };
  let isAway = false;
  let url = '';
  const server = createServer((request, response) => {
    if (isAway) {
      response.destroy();
      return;
    }
    const discovery = { issuer: url, jwks_uri: `${url}/keys` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : discovery));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const aToken = (
    { roles = [], vendor, subject = 'reader-1', audience, issuer, expires = '5m' }: TokenClaims = {},
    alg = 'ES256',
  ) =>
    new SignJWT({ roles, ...(vendor !== undefined && { vendor }) })
      .setProtectedHeader({ alg, kid: 'k' })
      .setSubject(subject)
      .setIssuer(issuer ?? url)
      .setAudience(audience ?? AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(expires);

  return {
    url,
    token: (claims?: TokenClaims): Promise<string> => aToken(claims).sign(keys.privateKey),
    /** Signed by a key that is not the issuer's, under the name of one that is. */
    strangersToken: (claims?: TokenClaims): Promise<string> => aToken(claims).sign(strangers.privateKey),
    /** `alg: none`, with the claims of a good one. */
    async unsignedToken(claims?: TokenClaims): Promise<string> {
      const [, payload] = (await aToken(claims).sign(keys.privateKey)).split('.');
      return `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`;
    },
    /** HS256 with the published key as the secret: what libraries fell for that let the token choose the algorithm. */
    confusedToken: (claims?: TokenClaims): Promise<string> =>
      aToken(claims, 'HS256').sign(new TextEncoder().encode(JSON.stringify(jwk))),
    away: (away: boolean): void => {
      isAway = away;
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
