import type { AuditFact } from '@officine/audit';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silent } from '../../test/support/silent.ts';
import type { ReadAudit } from '../application/read-audit.ts';
import { ApiServer } from './api-server.ts';
import { AUDIENCE, BearerTokens } from './bearer-tokens.ts';
import { routesOf } from './routes.ts';

const ISSUER = 'https://login.example';
const asked: unknown[][] = [];
const note =
  <T>(name: string, result: T) =>
  async (...parameters: unknown[]): Promise<T> => {
    asked.push([name, ...parameters]);
    return result;
  };
const audit = {
  search: note('search', [] as AuditFact[]),
  fhir: note('fhir', { resourceType: 'Bundle' }),
  supportFile: note('supportFile', undefined),
  checkpoints: note('checkpoints', []),
} as unknown as ReadAudit;

let server: ApiServer;
let withoutIssuer: ApiServer;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;

beforeAll(async () => {
  keys = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'ES256' };
  const routes = routesOf(audit);
  const jwks = createLocalJWKSet({ keys: [jwk] });
  server = new ApiServer({ tokens: new BearerTokens(new URL(ISSUER), jwks), routes, logger: silent, port: 0 });
  withoutIssuer = new ApiServer({ tokens: new BearerTokens(undefined, jwks), routes, logger: silent, port: 0 });
  await Promise.all([server.start(), withoutIssuer.start()]);
});
afterAll(() => Promise.all([server.stop(), withoutIssuer.stop()]));
beforeEach(() => {
  asked.length = 0;
});

interface TokenOptions {
  readonly roles?: readonly string[];
  readonly vendor?: string;
  readonly audience?: string;
  readonly issuer?: string;
  readonly expires?: string;
}

function aToken({ roles = [], vendor, audience = AUDIENCE, issuer = ISSUER, expires = '5m' }: TokenOptions): Promise<string> {
  return new SignJWT({ roles, ...(vendor !== undefined && { vendor }) })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setSubject('reader-1')
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(expires)
    .sign(keys.privateKey);
}

async function ask(path: string, token?: string, body?: unknown, at = server) {
  const response = await fetch(`http://127.0.0.1:${at.port}${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("the audit's API", () => {
  it.each(['/v1/search', '/openapi.json', '/v1/checkpoints/after/0', '/nowhere'])('refuses %s without a token', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 401, body: { error: 'no-token' } });
    expect(asked).toEqual([]);
  });

  it('lets nobody in when no issuer is set, whatever the token', async () => {
    const token = await aToken({ roles: ['audit.operator'] });

    expect(await ask('/v1/search', token, {}, withoutIssuer)).toMatchObject({ status: 401, body: { error: 'no-issuer' } });
  });

  it.each([
    ['for another audience', { audience: 'something-else' }],
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['that has expired', { expires: '-1s' }],
  ])('refuses a token %s', async (_, more) => {
    const token = await aToken({ roles: ['audit.operator'], ...more });

    expect(await ask('/v1/search', token, {})).toMatchObject({ status: 401, body: { error: 'bad-token' } });
  });

  it('refuses a token that is not signed', async () => {
    const [, payload] = (await aToken({ roles: ['audit.operator'] })).split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');

    expect((await ask('/v1/search', `${header}.${payload}.AA`, {})).status).toBe(401);
  });

  it('refuses a reader without the role, and one without a vendor to read for', async () => {
    const [noRole, noTenant] = [await aToken({ vendor: 'acme' }), await aToken({ roles: ['audit.read'] })];

    expect(await ask('/v1/search', noRole, {})).toMatchObject({ status: 403, body: { error: 'missing-role' } });
    expect(await ask('/v1/search', noTenant, {})).toMatchObject({ status: 403, body: { error: 'no-tenant' } });
    expect(asked).toEqual([]);
  });

  it("reads a vendor's own records only, even when another's are asked for", async () => {
    const token = await aToken({ roles: ['audit.read'], vendor: 'acme' });

    expect((await ask('/v1/search', token, { vendor: 'other', requestId: 'r-1' })).status).toBe(200);

    expect(asked).toEqual([['search', 'reader-1', { requestId: 'r-1', vendor: 'acme' }, 100]]);
  });

  it('reads for every vendor as an operator', async () => {
    await ask('/v1/search', await aToken({ roles: ['audit.operator'] }), { correlationId: 'Id-1' });

    expect(asked).toEqual([['search', 'reader-1', { correlationId: 'Id-1' }, 100]]);
  });

  it('takes no field that it does not know: a misspelt filter would show everything', async () => {
    const token = await aToken({ roles: ['audit.operator'] });

    expect((await ask('/v1/search', token, { requestid: 'r-1' })).status).toBe(400);
    expect(asked).toEqual([]);
  });

  it('describes itself', async () => {
    const { body } = await ask('/openapi.json', await aToken({}));

    expect(body).toMatchObject({ openapi: '3.1.0', security: [{ oidc: [] }] });
    expect(Object.keys(body['paths'] as object)).toContain('/v1/search');
  });
});
