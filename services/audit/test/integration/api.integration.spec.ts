import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiServer } from '../../src/http/api-server.ts';
import { anIssuer } from '../support/an-issuer.ts';
import { anInstallation } from '../support/installation.ts';

let installation: Awaited<ReturnType<typeof anInstallation>>;
let issuer: Awaited<ReturnType<typeof anIssuer>>;
let service: Awaited<ReturnType<typeof installation.startService>>;
let base: string;

beforeAll(async () => {
  [installation, issuer] = await Promise.all([anInstallation(), anIssuer()]);
  service = await installation.startService(undefined, undefined, { OFFICINE_OIDC_ISSUER: issuer.url });
  base = `http://127.0.0.1:${service.app.resolve(ApiServer).port}`;
  for (const vendor of ['acme', 'bcme']) {
    const subject = { kid: 'k', hmac: 'a-person' };
    for (const action of ['check.asked', 'check.answered'] as const) {
      await installation.record({
        action,
        vendor,
        pharmacy: 'ph-0001',
        requestId: `r-${vendor}`,
        correlationId: 'Id-1',
        subject,
      });
    }
  }
  await installation.recorded(4);
  await installation.signed();
});
afterAll(async () => {
  await service?.stop();
  await installation?.close();
  await issuer?.close();
});

async function ask(path: string, authorization?: string, body?: unknown) {
  const response = await fetch(`${base}${path}`, {
    headers: authorization === undefined ? {} : { authorization },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}
const bearer = (token: string) => `Bearer ${token}`;
const operator = async () => bearer(await issuer.token({ roles: ['audit.operator'], subject: 'operator-1' }));
const reader = async (vendor: string, ...roles: readonly string[]) => bearer(await issuer.token({ roles, vendor }));
const vendorsIn = (events: readonly { readonly data: { readonly vendor?: string } }[]) =>
  new Set(events.map(({ data }) => data.vendor));

describe("the audit's API, of a running service", () => {
  it.each<[string, () => Promise<string | undefined>]>([
    ['no token', async () => undefined],
    ['no bearer token', async () => 'Basic cmVhZGVyOnNlY3JldA=='],
    ['nonsense', async () => 'Bearer a.b.c'],
    ['a token that has expired', async () => bearer(await issuer.token({ roles: ['audit.operator'], expires: '-1s' }))],
    ['a token for another audience', async () => bearer(await issuer.token({ roles: ['audit.operator'], audience: 'other' }))],
    [
      'a token of another issuer',
      async () => bearer(await issuer.token({ roles: ['audit.operator'], issuer: 'https://evil.example' })),
    ],
    ['a token that is not signed', async () => bearer(await issuer.unsignedToken({ roles: ['audit.operator'] }))],
    ['a token signed with the public key', async () => bearer(await issuer.confusedToken({ roles: ['audit.operator'] }))],
    ['a token signed by a stranger', async () => bearer(await issuer.strangersToken({ roles: ['audit.operator'] }))],
  ])('answers nothing to %s', async (_, authorization) => {
    const token = await authorization();
    for (const path of ['/v1/search', '/v1/fhir/AuditEvent/_search', '/v1/requests/r-acme/support-file', '/openapi.json', '/']) {
      const answer = await ask(path, token, path.endsWith('search') ? { requestId: 'r-acme' } : undefined);

      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect(answer.text).not.toContain('r-acme');
    }
  });

  it('shows a vendor its own records, whatever it asks for, and an operator everybody’s', async () => {
    const own = await ask('/v1/search', await reader('acme', 'audit.read'), { correlationId: 'Id-1' });
    const others = await ask('/v1/search', await reader('acme', 'audit.read'), { correlationId: 'Id-1', vendor: 'bcme' });
    const all = await ask('/v1/search', await operator(), { correlationId: 'Id-1' });

    expect([own.status, others.status, all.status]).toEqual([200, 200, 200]);
    expect(vendorsIn(own.body.events)).toEqual(new Set(['acme']));
    expect(vendorsIn(others.body.events)).toEqual(new Set(['acme']));
    expect(vendorsIn(all.body.events)).toEqual(new Set(['acme', 'bcme']));
  });

  it("gives the support file of a vendor's own check, and knows no other vendor's (R7)", async () => {
    const support = await reader('acme', 'audit.support');

    const file = await ask('/v1/requests/r-acme/support-file', support);

    expect(file.body).toMatchObject({ requestId: 'r-acme', correlationIds: ['Id-1'], steps: [{ action: 'check.asked' }, {}] });
    expect(file.text).not.toMatch(/subject|user|a-person/);
    expect(await ask('/v1/requests/r-bcme/support-file', support)).toMatchObject({ status: 404 });
  });

  it('exports FHIR to whoever may export, and refuses a role that does not say so', async () => {
    const fhir = await ask('/v1/fhir/AuditEvent/_search', await reader('acme', 'audit.export'), { requestId: 'r-acme' });

    expect(fhir.headers.get('content-type')).toBe('application/fhir+json');
    expect(fhir.body).toMatchObject({ resourceType: 'Bundle', type: 'collection' });
    expect(fhir.body.entry).toContainEqual({
      resource: expect.objectContaining({ resourceType: 'AuditEvent', outcome: '0', action: 'E' }),
    });
    expect(await ask('/v1/fhir/AuditEvent/_search', await reader('acme', 'audit.read'), {})).toMatchObject({ status: 403 });
    expect(await ask('/v1/search', bearer(await issuer.token({ roles: ['audit.read'] })), {})).toMatchObject({ status: 403 });
  });

  it('gives a witness the signed checkpoints', async () => {
    const { body } = await ask('/v1/checkpoints/after/0', await reader('acme', 'audit.witness'));

    expect(body.checkpoints).toEqual([{ jws: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) }]);
  });

  it('has written down every reading, with who read and for whom', async () => {
    await ask('/v1/search', bearer(await issuer.token({ roles: ['audit.read'], vendor: 'acme', subject: 'curious' })), {
      requestId: 'r-acme',
    });

    await expect
      .poll(
        async () => {
          const read = await installation.collections.content.find({ action: 'audit.read', vendor: 'acme' }).toArray();
          return read.map(({ canonical }) => JSON.parse(canonical).data).find(({ actor }) => actor === 'curious');
        },
        { timeout: 20_000 },
      )
      .toMatchObject({ object: 'search', requestId: 'r-acme' });
  });

  it('describes itself in OpenAPI, truly: the document is valid, and every operation of it is there', async () => {
    const { body } = await ask('/openapi.json', await reader('acme'));

    expect(await new Validator().validate(body)).toMatchObject({ valid: true });
    const token = await operator();
    for (const [path, operations] of Object.entries<Record<string, { responses: object }>>(body.paths)) {
      for (const [method, { responses }] of Object.entries(operations)) {
        const concrete = path.replace('{requestId}', 'r-acme').replace('{number}', '0');
        const answer = await ask(concrete, token, method === 'post' ? {} : undefined);

        expect(Object.keys(responses)).toContain(String(answer.status));
        expect(answer.status).toBe(200);
      }
    }
    expect(await ask('/v1/search', token, { matricule: '1980010112302' })).toMatchObject({ status: 400 });
  });

  it('says that it cannot tell while the issuer is away, and knows the tokens again afterwards', async () => {
    const token = await operator();
    const away = await installation.startService(undefined, undefined, { OFFICINE_OIDC_ISSUER: issuer.url });
    const at = `http://127.0.0.1:${away.app.resolve(ApiServer).port}/openapi.json`;
    issuer.away(true);
    const refused = await fetch(at, { headers: { authorization: token } });
    issuer.away(false);
    const answered = await fetch(at, { headers: { authorization: token } });
    await away.stop();

    expect([refused.status, answered.status]).toEqual([503, 200]);
  });
});
