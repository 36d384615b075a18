import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An OpenID Connect provider that outside readers of the audit have their tokens from. */
export class TokenIssuer {
  readonly url: string;
  readonly #server: Server;
  readonly #sign: (claims: Record<string, unknown>) => Promise<string>;

  private constructor(url: string, server: Server, sign: (claims: Record<string, unknown>) => Promise<string>) {
    this.url = url;
    this.#server = server;
    this.#sign = sign;
  }

  static async start(): Promise<TokenIssuer> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
    let url = '';
    const server = createServer((request, response) => {
      const discovery = { issuer: url, jwks_uri: `${url}/keys` };
      response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : discovery));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new TokenIssuer(url, server, (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setSubject('outside-reader')
        .setIssuer(url)
        .setAudience('officine-audit')
        .setExpirationTime('10m')
        .sign(privateKey),
    );
  }

  token(claims: Record<string, unknown>): Promise<string> {
    return this.#sign(claims);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
