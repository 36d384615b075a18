import { secureUrl } from '@officine/service-kit';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { AccessDenied, type Reader } from './reader.ts';

/** Whom tokens must be made for. */
export const AUDIENCE = 'officine-audit';

const claims = z.object({
  sub: z.string().min(1).max(256),
  roles: z.array(z.string()).default([]),
  vendor: z.string().optional(),
});
const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Says who bears a token. */
export interface Authenticator {
  /** Rejects with `AccessDenied`. */
  authenticate(authorization: string | undefined): Promise<Reader>;
}

/**
 * OpenID Connect bearer tokens of one issuer: signature (asymmetric algorithms only), issuer, audience and expiry are checked.
 * Without an issuer nobody is let in, in no mode.
 */
export class BearerTokens implements Authenticator {
  readonly #issuer: URL | undefined;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  /** `keys`: instead of those that the issuer's discovery document names. */
  constructor(issuer: URL | undefined, keys?: JWTVerifyGetKey) {
    this.#issuer = issuer;
    this.#keys = keys === undefined ? undefined : Promise.resolve(keys);
  }

  async authenticate(authorization: string | undefined): Promise<Reader> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      throw new AccessDenied('no-token');
    }
    if (this.#issuer === undefined) {
      throw new AccessDenied('no-issuer');
    }
    const { sub, roles, vendor } = await this.#claimsOf(token, this.#issuer);
    return { id: sub, roles: new Set(roles), ...(vendor !== undefined && { vendor }) };
  }

  async #claimsOf(token: string, issuer: URL): Promise<z.infer<typeof claims>> {
    this.#keys ??= discover(issuer);
    let keys: JWTVerifyGetKey;
    try {
      keys = await this.#keys;
    } catch (cause) {
      this.#keys = undefined;
      throw new AccessDenied('issuer-away', { cause });
    }
    try {
      const { payload } = await jwtVerify(token, keys, {
        // Some issuers end with a slash in their tokens, some do not.
        issuer: [issuerText(issuer), `${issuerText(issuer)}/`],
        audience: AUDIENCE,
        algorithms: ['EdDSA', 'ES256', 'ES384', 'PS256', 'RS256'],
        requiredClaims: ['sub', 'exp'],
      });
      return claims.parse(payload);
    } catch (cause) {
      throw new AccessDenied(isAway(cause) ? 'issuer-away' : 'bad-token', { cause });
    }
  }
}

/** Keys that could not be fetched say nothing about a token. What jose says of tokens, and what zod says of claims, does. */
function isAway(cause: unknown): boolean {
  if (cause instanceof z.ZodError) {
    return false;
  }
  return !(cause instanceof errors.JOSEError) || cause instanceof errors.JWKSTimeout || cause.code === 'ERR_JOSE_GENERIC';
}

async function discover(issuer: URL): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuerText(issuer)}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(5_000) });
  const found = discovery.parse(await response.json());
  if (found.issuer.replace(/\/$/, '') !== issuerText(issuer)) {
    throw new Error('the discovery document is of another issuer');
  }
  return createRemoteJWKSet(secureUrl.read(found.jwks_uri));
}

/** A URL writes a slash after a bare host that issuers do not have in their tokens. */
function issuerText(issuer: URL): string {
  return issuer.href.replace(/\/$/, '');
}
