import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type FaultName, type KeyPair, makeCertificate, type Simulator, startSimulator } from '@officine/mysecu-simulator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCredential } from './credentials/open-pkcs12.ts';
import type { Assertion, Attempt, Caller, CallOptions, SessionToken } from './exchange.ts';
import { loadModels, type Models } from './models/load-models.ts';
import { createMySecu, type MySecu } from './mysecu.ts';
import type { MySecuSettings } from './wire/settings.ts';
import { parseWireProfile } from './wire/wire-profile.ts';

const question = { matricule: '1980010112302' };
const ids = { codePrestataire: '90000001', eHealthId: '1234567890' };
const login = { username: 'sample', password: 'sample password' };
let keys: Record<'ca' | 'tls' | 'signer' | 'idp' | 'pharmacy', KeyPair>;
let simulator: Simulator;
let settings: MySecuSettings;
let caller: Caller;
let models: Models;
let mysecu: MySecu;

beforeAll(async () => {
  const ca = await makeCertificate({ subject: { CN: 'Sample Authority' }, authority: true });
  const [tls, signer, idp, pharmacy] = await Promise.all([
    makeCertificate({ subject: { CN: 'server' }, issuer: ca, hosts: ['127.0.0.1'] }),
    makeCertificate({ subject: { CN: 'ws.mysecu.sample' } }),
    makeCertificate({ subject: { CN: 'idp.sample' } }),
    makeCertificate({ subject: { CN: 'pharmacy' }, issuer: ca }),
  ]);
  keys = { ca, tls, signer, idp, pharmacy };
  simulator = await startSimulator({
    tls: { ...tls, clientCa: ca.cert },
    signer,
    idpSigner: idp,
    pharmacies: [{ id: 'ph-0001', ...ids, ...login, certificate: pharmacy.cert }],
  });
  settings = {
    serviceUrl: simulator.serviceUrl,
    tokenUrl: simulator.tokenUrl,
    tlsCa: ca.cert,
    signers: signer.cert,
    identityProvider: { url: simulator.idpUrl, destination: simulator.idpDestination, tlsCa: ca.cert, signers: idp.cert },
  };
  const credential = createCredential(new X509Certificate(pharmacy.cert), createPrivateKey(pharmacy.key));
  caller = { pharmacy: 'ph-0001', ...ids, credential, usernameToken: login };
  models = await loadModels();
});

afterAll(() => simulator.close());

beforeEach(async () => {
  mysecu = await createMySecu(settings);
});

afterEach(async () => {
  await control('DELETE', '/faults');
  await control('PUT', '/settings', { signTokenAnswers: false, announceLifetime: true });
  await mysecu.close();
});

describe('the three calls', () => {
  it('end in a verdict, each with the handle that the platform’s support asks for', async () => {
    const attempts: Attempt[] = [];
    const options = { onAttempt: (attempt: Attempt) => void attempts.push(attempt) };

    const assertion = await mysecu.authenticate(caller, options);
    const token = await mysecu.issue(caller, assertion.value, options);
    const { value } = await ask(token.value, options);
    await mysecu.cancel(caller, token.value, options);

    expect(reading(value).verdict).toMatchObject({ affiliated: true, state: 'affiliated' });
    expect(attempts.map(({ step, outcome }) => [step, outcome])).toEqual(
      ['identity', 'token', 'get', 'cancel'].map((step) => [step, 'ok']),
    );
    expect(attempts.every(({ correlationId }) => /^Id-[0-9a-f]{24}$/.test(correlationId ?? ''))).toBe(true);
  });

  it('work with a user name instead of the identity provider, and with both forms of KeyInfo', async () => {
    const keyInfo = { identity: 'x509-data', token: 'x509-data', get: 'x509-data', cancel: 'x509-data' };
    const other = await createMySecu({ ...settings, wire: parseWireProfile({ keyInfo, assertionPosition: 'after-signature' }) });

    const { value: assertion } = await other.authenticate(caller);
    await other.issue(caller, assertion);
    const { value: token } = await other.issue(caller, null);

    expect((await other.get(caller, token, request())).value.payload?.name).toBe('reponseAffiliation');
    await other.close();
  });

  it('give a token without a lifetime the cautious one of the wire profile', async () => {
    await control('PUT', '/settings', { announceLifetime: false });

    const { value } = await mysecu.issue(caller, null);

    expect(value.expiresAt.getTime() - value.issuedAt.getTime()).toBe(300_000);
    expect(value.xml).not.toContain(value.id);
  });

  it('believe a signed token answer, and demand the signature where the wire profile does', async () => {
    const strict = await createMySecu({ ...settings, wire: parseWireProfile({ tokenAnswersSigned: true }) });

    await expect(strict.issue(caller, null)).rejects.toMatchObject({ code: 'mysecu-untrusted-answer', kind: 'unsigned' });
    await control('PUT', '/settings', { signTokenAnswers: true });
    expect((await strict.issue(caller, null)).value.xml).toContain('BinarySecurityToken');
    await expect(strict.authenticate(caller)).resolves.toBeDefined();
    await strict.close();
  });

  it('refuse a signed token answer of a signer that token answers do not have', async () => {
    await control('PUT', '/settings', { signTokenAnswers: true });
    const other = await createMySecu({ ...settings, tokenSigners: keys.idp.cert });

    await expect(other.issue(caller, null)).rejects.toMatchObject({ kind: 'wrong-signer' });
    await other.close();
  });

  it('refuse an assertion about another holder', async () => {
    const other = { ...caller, eHealthId: '0000000000' };

    // The platform itself refuses the request of a stranger: the holder is compared with what came back for ours.
    await expect(mysecu.authenticate(other)).rejects.toMatchObject({ step: expect.stringMatching(/identity|verify/) });
  });
});

describe('a get that goes wrong', () => {
  it.each<[FaultName, string, string, string]>([
    ['reset', 'mysecu-unavailable', 'get', 'connection-reset'],
    ['silence', 'mysecu-timeout', 'get', 'deadline'],
    ['half-body', 'mysecu-unavailable', 'get', 'truncated'],
    ['never-ending-body', 'mysecu-timeout', 'get', 'deadline'],
    ['oversized', 'mysecu-unavailable', 'get', 'oversized'],
    ['html-page', 'mysecu-unavailable', 'get', 'html-page'],
    ['http-503', 'mysecu-unavailable', 'get', 'http-status'],
    ['http-500-fault', 'mysecu-fault', 'get', 'fault'],
    ['fault-unsigned', 'mysecu-fault', 'get', 'fault'],
    ['token-refused', 'authentication-refused', 'get', 'token-refused'],
    ['blocked', 'blocked-by-mysecu', 'get', 'blocked'],
    ['unsigned', 'mysecu-untrusted-answer', 'verify', 'unsigned'],
    ['bad-signature', 'mysecu-untrusted-answer', 'verify', 'signature-mismatch'],
    ['wrong-signer', 'mysecu-untrusted-answer', 'verify', 'wrong-signer'],
    ['wrong-body', 'mysecu-untrusted-answer', 'verify', 'digest-mismatch'],
    ['duplicate-id', 'mysecu-untrusted-answer', 'verify', 'duplicate-id'],
    ['doctype', 'mysecu-untrusted-answer', 'verify', 'doctype'],
    ['extra-signature', 'mysecu-untrusted-answer', 'verify', 'several-signatures'],
    ['comment-in-digest', 'mysecu-untrusted-answer', 'verify', 'comment-in-signature'],
    ['wrapped', 'mysecu-untrusted-answer', 'verify', 'reference-unexpected'],
  ])('by %s is %s at %s for its own reason, %s', async (fault, code, step, kind) => {
    const { value: token } = await mysecu.issue(caller, null);
    await control('POST', '/faults', [{ step: 'get', kind: fault, count: 1 }]);

    // Only those that never end have to wait for it.
    const deadlineMs = kind === 'deadline' ? 400 : 8_000;
    await expect(ask(token, { deadlineMs })).rejects.toMatchObject({ code, step, kind, name: 'MySecuError' });
  });

  it('answers about another person: believed, and no verdict all the same', async () => {
    const { value: token } = await mysecu.issue(caller, null);
    await control('POST', '/faults', [{ step: 'get', kind: 'other-person', count: 1 }]);

    const { value } = await ask(token);

    expect(() => reading(value)).toThrow(expect.objectContaining({ code: 'mysecu-answer-mismatch', kind: 'other-subject' }));
  });

  it('answers with what it answered before: refused as a replay', async () => {
    const { value: token } = await mysecu.issue(caller, null);
    await ask(token);
    await control('POST', '/faults', [{ step: 'get', kind: 'replay-old-answer', count: 1 }]);

    await expect(ask(token)).rejects.toMatchObject({ code: 'mysecu-untrusted-answer', kind: 'replayed' });
  });

  it('tells a refused token by a flag, names whose fault it is, and reports the attempt', async () => {
    const attempts: Attempt[] = [];
    const { value: token } = await mysecu.issue(caller, null);
    await mysecu.cancel(caller, token);

    await expect(ask(token, { onAttempt: (attempt) => void attempts.push(attempt) })).rejects.toMatchObject({
      tokenRefused: true,
      ownFault: true,
    });
    expect(attempts).toMatchObject([
      { step: 'get', outcome: 'refused', code: 'authentication-refused', kind: 'token-refused', ownFault: true },
    ]);
  });

  it('says nothing of the person, the token or the password', async () => {
    const { value: token } = await mysecu.issue(caller, null);
    await control('POST', '/faults', [{ step: 'get', kind: 'fault-unsigned', count: 1 }]);

    const error: unknown = await ask(token).catch((caught: unknown) => caught);

    expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toMatch(
      /1980010112302|BinarySecurityToken|sample password/,
    );
  });
});

describe('an assertion that is asked for', () => {
  it.each<[FaultName, string]>([
    ['expired-assertion', 'assertion-expired'],
    ['wrong-ehealth-id', 'assertion-other-holder'],
  ])('and comes as %s is refused: %s', async (fault, kind) => {
    await control('POST', '/faults', [{ step: 'identity', kind: fault, count: 1 }]);

    await expect(mysecu.authenticate(caller)).rejects.toMatchObject({ code: 'mysecu-untrusted-answer', step: 'verify', kind });
  });

  it('is refused to a credential that the platform does not accept, as our own fault', async () => {
    await control('POST', '/faults', [{ step: 'identity', kind: 'authentication-refused', count: 1 }]);

    await expect(mysecu.authenticate(caller)).rejects.toMatchObject({
      code: 'authentication-refused',
      step: 'identity',
      ownFault: true,
    });
  });

  it('does not leave again once it was changed', async () => {
    const { value } = await mysecu.authenticate(caller);
    const changed: Assertion = { ...value, xml: value.xml.replace('1234567890', '1234567891') };

    await expect(mysecu.issue(caller, changed)).rejects.toMatchObject({ code: 'internal', kind: 'assertion-broken-in-request' });
  });
});

describe('a credential out of date', () => {
  it('calls nobody', async () => {
    const late = await createMySecu({ ...settings, now: () => new Date('2099-01-01T00:00:00Z') });

    await expect(late.issue(caller, null)).rejects.toMatchObject({ code: 'certificate-expired' });
    await late.close();
  });
});

function request() {
  return models.for('affiliation').request(question, context());
}

function ask(token: SessionToken, options: CallOptions = {}) {
  return mysecu.get(caller, token, request(), options);
}

function reading(answer: Parameters<ReturnType<typeof models.for<'affiliation'>>['read']>[0]) {
  return models.for('affiliation').read(answer, question, context());
}

function context() {
  return { codePrestataire: ids.codePrestataire, at: new Date() };
}

async function control(method: string, path: string, body?: unknown): Promise<void> {
  const init = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${simulator.controlUrl}${path}`, { method, ...init });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}
