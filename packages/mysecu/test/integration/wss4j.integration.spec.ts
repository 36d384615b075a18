import { createPrivateKey, X509Certificate } from 'node:crypto';
import { DESTINATION, missingForWss4j, startWss4jServer, type Wss4jServer } from '@officine/interop';
import type { KeyPair } from '@officine/mysecu-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCredential } from '../../src/credentials/open-pkcs12.ts';
import type { MySecuError } from '../../src/errors.ts';
import type { Caller, SessionToken } from '../../src/exchange.ts';
import { loadModels, type Models } from '../../src/models/load-models.ts';
import { createMySecu, type MySecu } from '../../src/mysecu.ts';
import { post } from '../../src/send/post.ts';
import { parseWireProfile } from '../../src/wire/wire-profile.ts';
import { type Authority, anAuthority } from '../support/tls-server.ts';

const login = { username: 'sample & <user>', password: 'sample pässword' };
const question = { matricule: '1893120105732', on: '2026-11-23' };
const asking = { codePrestataire: '90000001', at: new Date() };
const inline = { identity: 'x509-data', token: 'x509-data', get: 'x509-data', cancel: 'x509-data' };
const PROFILES = {
  'its defaults': {},
  'inline certificates': { keyInfo: inline },
  'the assertion after the signature': { assertionPosition: 'after-signature' },
  'inline certificates and the assertion after the signature': { keyInfo: inline, assertionPosition: 'after-signature' },
  'empty SOAPActions, as one public client': { soapAction: { identity: '', token: '', get: '', cancel: '' } },
  'another base URL': { authnRequestBaseUrl: 'https://ws.mysecu.lu:7443' },
  'signatures demanded of token answers': { tokenAnswersSigned: true },
};
const missing = missingForWss4j();
let server: Wss4jServer;
let authority: Authority;
let models: Models;
let caller: Caller;
const opened: MySecu[] = [];

describe.runIf(missing.length === 0)('WSS4J, an implementation that shares nothing with this one,', () => {
  beforeAll(async () => {
    authority = await anAuthority();
    server = await startWss4jServer({ clients: authority.pair.cert, ...login });
    models = await loadModels();
    caller = callerWith(await authority.issue({ subject: { CN: 'Pharmacie & Söhne', C: 'LU' } }));
  });

  afterAll(async () => {
    await Promise.all(opened.map((mysecu) => mysecu.close()));
    await server?.stop();
  });

  describe.each(Object.entries(PROFILES))('with %s', (_, profile) => {
    it('accepts every message with an assertion, and its answers are understood (R4)', async () => {
      const mysecu = await aMySecu({ profile });

      const { value: assertion } = await mysecu.authenticate(caller);
      const { value: token } = await mysecu.issue(caller, assertion);
      const reading = await affiliationOf(mysecu, token);
      await mysecu.cancel(caller, token);

      expect(assertion.issuer).toBe('https://idp.interop.test/auth/realms/organization');
      expect(reading.verdict).toMatchObject({ affiliated: true, person: { lastName: 'Échantillon & Fils' } });
      expect(lastJudged(4)).toEqual([
        expected('/idp', 'BinarySecurityToken,Body,Timestamp', 'identity', profile),
        expected('/trust', 'Assertion,Body', 'token', profile),
        expected('/sync', 'Body', 'get', profile),
        expected('/trust', 'Body', 'cancel', profile),
      ]);
    });

    it('accepts every message with a user name, and its answers are understood', async () => {
      const mysecu = await aMySecu({ profile });

      const { value: token } = await mysecu.issue(caller, null);
      const { verdict } = await affiliationOf(mysecu, token);
      await mysecu.cancel(caller, token);

      expect(verdict).toMatchObject({ affiliated: true, state: 'affiliated' });
      expect(lastJudged(3)).toEqual([
        expected('/trust', 'Body,UsernameToken', 'token', profile),
        expected('/sync', 'Body', 'get', profile),
        expected('/trust', 'Body', 'cancel', profile),
      ]);
    });
  });

  it.each(['none', 'empty', 'scope', 'default'])('is understood when it signs with the PrefixList "%s"', async (prefixes) => {
    const mysecu = await aMySecu({ query: `prefixes=${prefixes}`, profile: { tokenAnswersSigned: true } });

    const { value: assertion } = await mysecu.authenticate(caller);
    const { value: token, correlationId } = await mysecu.issue(caller, assertion);
    const { verdict } = await affiliationOf(mysecu, token);

    expect(verdict).toMatchObject({ affiliated: true });
    expect(correlationId).toMatch(/^Id-[0-9a-f]{24}$/);
  });

  it.each([
    'style=foreign',
    'style=foreign&prefixes=scope',
    'style=foreign&prefixes=default&token=collection',
    'prolog=none',
    'prolog=several',
    'prolog=latin1',
    'http=chunked',
    'http=close',
    'lifetime=offset',
    'lifetime=absent',
  ])('is understood in both modes when its answers are written otherwise: %s', async (query) => {
    const mysecu = await aMySecu({ query });

    const { value: assertion } = await mysecu.authenticate(caller);
    const { value: token } = await mysecu.issue(caller, assertion);
    const first = await affiliationOf(mysecu, token);
    const { value: other } = await mysecu.issue(caller, null);
    const second = await affiliationOf(mysecu, other);
    await mysecu.cancel(caller, token);
    const refusal = await failureOf(affiliationOf(mysecu, token));

    expect([first, second]).toMatchObject(
      Array(2).fill({ verdict: { affiliated: true, person: { lastName: 'Échantillon & Fils' } } }),
    );
    expect(refusal).toMatchObject({ tokenRefused: true });
    const lifeMs = token.expiresAt.getTime() - Date.now();
    expect(Math.abs(lifeMs - (query === 'lifetime=absent' ? 300_000 : 600_000))).toBeLessThan(30_000);
  });

  it.each(['plain', 'collection', 'bare', 'unsigned'])('is understood when its token answer is %s', async (form) => {
    const mysecu = await aMySecu({ query: `token=${form}` });

    const { value: token } = await mysecu.issue(caller, null);
    await mysecu.cancel(caller, token);

    expect(lastJudged(2)).toMatchObject([{ verdict: 'accepted' }, { verdict: 'accepted' }]);
    expect(token.expiresAt.getTime() - Date.now()).toBeGreaterThan(590_000);
  });

  it('answers all three sample models', async () => {
    const mysecu = await aMySecu({});
    const { value: token } = await mysecu.issue(caller, null);
    const accident = models.for('accident');
    const prescriber = models.for('prescriber');
    const accidentQuestion = { matricule: question.matricule, accidentNumber: 'A<1>&2' };
    const prescriberQuestion = { prescriberCode: '91234567', on: '2026-11-23' };

    const one = await mysecu.get(caller, token, accident.request(accidentQuestion, asking));
    const other = await mysecu.get(caller, token, prescriber.request(prescriberQuestion, asking));

    expect(accident.read(one.value, accidentQuestion, asking).verdict).toMatchObject({ covered: true, accidentNumber: 'A<1>&2' });
    expect(prescriber.read(other.value, prescriberQuestion, asking).verdict).toMatchObject({ mayPrescribe: true });
  });

  it.each([
    ['content', 'digest-mismatch'],
    // White space is signed in SignedInfo too, and that is looked at first.
    ['white-space', 'signature-mismatch'],
    ['key-info', 'digest-mismatch'],
    ['unsigned', 'unsigned'],
    ['signer', 'wrong-signer'],
  ])('is not believed when its answer is tampered with: %s', async (tamper, kind) => {
    const mysecu = await aMySecu({});
    const { value: token } = await mysecu.issue(caller, null);
    const tampered = await aMySecu({ query: `tamper=${tamper}` });

    const failure = await failureOf(affiliationOf(tampered, token));

    expect(failure).toMatchObject({ code: 'mysecu-untrusted-answer', kind });
  });

  it.each([
    ['content', 'digest-mismatch'],
    ['signer', 'wrong-signer'],
  ])('is not believed when assertion or token is tampered with: %s', async (tamper, kind) => {
    const mysecu = await aMySecu({ query: `tamper=${tamper}` });

    expect(await failureOf(mysecu.authenticate(caller))).toMatchObject({ kind });
    expect(await failureOf(mysecu.issue(caller, null))).toMatchObject({ kind });
  });

  it('refuses a cancelled token, and the caller is told that one refresh may help', async () => {
    const mysecu = await aMySecu({});
    const { value: token } = await mysecu.issue(caller, null);
    await mysecu.cancel(caller, token);

    expect(await failureOf(affiliationOf(mysecu, token))).toMatchObject({ tokenRefused: true, code: 'authentication-refused' });
    expect(lastJudged(1)).toMatchObject([{ verdict: 'refused' }]);
  });

  it('refuses a wrong password, a foreign assertion and a signature by another key', async () => {
    const mysecu = await aMySecu({});
    const other = callerWith(await authority.issue({ subject: { CN: 'Other Pharmacy' } }));
    const { value: assertion } = await mysecu.authenticate(caller);

    const wrongPassword = await failureOf(mysecu.issue({ ...caller, usernameToken: { ...login, password: 'wrong' } }, null));
    const foreignAssertion = await failureOf(mysecu.issue(other, assertion));

    expect(wrongPassword).toMatchObject({ kind: 'authentication-refused' });
    expect(foreignAssertion).toMatchObject({ kind: 'authentication-refused' });
    expect(lastJudged(2)).toMatchObject([{ verdict: 'refused' }, { verdict: 'refused' }]);
  });

  it('refuses each message that was changed on its way', async () => {
    const mysecu = await aMySecu({});
    const { value: assertion } = await mysecu.authenticate(caller);
    const { value: token } = await mysecu.issue(caller, assertion);
    const changed = await aMySecu({ onTheWay: (envelope) => envelope.replace(/(<soap:Body[^>]*>)/, '$1<!-- --> ') });

    await failureOf(changed.authenticate(caller));
    await failureOf(changed.issue(caller, assertion));
    await failureOf(changed.issue(caller, null));
    await failureOf(changed.cancel(caller, token));
    await failureOf(affiliationOf(changed, token));

    const reason = expect.stringContaining('The signature or decryption was invalid');
    expect(lastJudged(5)).toEqual(
      Array(5).fill(expect.objectContaining({ verdict: 'refused', details: expect.objectContaining({ reason }) })),
    );
  });

  it('refuses a message that it has seen before', async () => {
    const sent: string[] = [];
    const mysecu = await aMySecu({
      onTheWay: (envelope) => {
        sent.push(envelope);
        return sent[0] ?? envelope;
      },
    });
    await mysecu.issue(caller, null);

    expect(await failureOf(mysecu.issue(caller, null))).toMatchObject({ call: 'token' });
    const reason = expect.stringContaining('replay');
    expect(lastJudged(1)).toEqual([
      expect.objectContaining({ verdict: 'refused', details: expect.objectContaining({ reason }) }),
    ]);
  });
});

// Said where it happens, and only there: whoever reads the results sees what was not asked.
if (missing.length > 0) {
  it.skip(`WSS4J is not asked, as this machine lacks ${missing.join(' and ')}`, () => undefined);
}

function callerWith(pair: KeyPair): Caller {
  return {
    pharmacy: 'ph-0001',
    codePrestataire: asking.codePrestataire,
    eHealthId: '1234567890',
    credential: createCredential(new X509Certificate(pair.cert), createPrivateKey(pair.key)),
    usernameToken: login,
  };
}

/** The wire to the server; `query` chooses the form of its answers, `onTheWay` changes what leaves. */
async function aMySecu({
  profile = {},
  query = '',
  onTheWay = (envelope) => envelope,
}: {
  profile?: object;
  query?: string;
  onTheWay?: (envelope: string) => string;
}): Promise<MySecu> {
  const { origin, tls, platform, idp } = server;
  const settings = {
    serviceUrl: `${origin}/sync?${query}`,
    tokenUrl: `${origin}/trust?${query}`,
    tlsCa: tls.cert,
    signers: platform.cert,
    identityProvider: { url: `${origin}/idp?${query}`, destination: DESTINATION, tlsCa: tls.cert, signers: idp.cert },
    wire: parseWireProfile(profile),
  };
  const mysecu = await createMySecu(settings, (outgoing, limits) =>
    post({ ...outgoing, envelope: onTheWay(outgoing.envelope) }, limits),
  );
  opened.push(mysecu);
  return mysecu;
}

async function affiliationOf(mysecu: MySecu, token: SessionToken) {
  const model = models.for('affiliation');
  const { value } = await mysecu.get(caller, token, model.request(question, asking));
  return model.read(value, question, asking);
}

async function failureOf(call: Promise<unknown>): Promise<MySecuError> {
  return call.then(
    () => {
      throw new Error('there was no failure');
    },
    (error: MySecuError) => error,
  );
}

function lastJudged(count: number) {
  return server.judged.slice(-count);
}

function expected(path: string, signed: string, step: 'identity' | 'token' | 'get' | 'cancel', profile: object) {
  const wire = parseWireProfile(profile);
  const details = { signed, keyInfo: wire.keyInfo[step], soapAction: `"${wire.soapAction[step]}"` };
  const header =
    signed === 'Assertion,Body' && wire.assertionPosition === 'after-signature'
      ? { header: 'BinarySecurityToken,Signature,Assertion' }
      : {};
  return { verdict: 'accepted', path, details: expect.objectContaining({ ...details, ...header }) };
}
