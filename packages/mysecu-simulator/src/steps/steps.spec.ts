import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { post } from '../../test/support/http-client.ts';
import { envelope, requestInfo, timestamp, usernameToken, x509Token } from '../../test/support/requests.ts';
import { type Running, runSimulator } from '../../test/support/running.ts';
import { signRequest } from '../../test/support/sign-request.ts';
import { AFFILIATED, assertionOf, faultCode, sessionOf, stateOf } from '../../test/support/test-client.ts';
import { signedParts } from '../../test/support/verify-answer.ts';

const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
const MINUTE_MS = 60_000;
let running: Running;

beforeAll(async () => {
  running = await runSimulator();
});
afterAll(() => running.close());
beforeEach(() => {
  running.clock.offsetMs = 0;
});

describe('the identity provider', () => {
  it.each([undefined, ['soapenv', 'wsse', 'wsu']])(
    'answers a good request whose PrefixList is %s with a signed assertion',
    async (prefixes) => {
      const answer = await running.client.identity(prefixes && { prefixes });

      expect(answer.status).toBe(200);
      expect(signedParts(answer.text, running.identities.options.idpSigner.cert)?.[0]).toContain('>1234567891<');
    },
  );

  it.each(['Timestamp', 'BinarySecurityToken', 'Body'])('refuses a request whose %s is not signed', async (missing) => {
    const parts = ['Timestamp', 'BinarySecurityToken', 'Body'].filter((part) => part !== missing);

    expect(faultCode(await running.client.identity({ parts }))).toBe('wsse:InvalidSecurity');
  });

  it.each([-6, 6])('refuses a message made %i minutes from now', async (minutes) => {
    const at = new Date(Date.now() + minutes * MINUTE_MS);

    expect(faultCode(await running.client.identity({ at }))).toBe('wsu:MessageExpired');
  });

  it('refuses a signature by another key', async () => {
    expect(faultCode(await running.client.identity({ key: running.identities.neighbour.key }))).toBe('wsse:FailedCheck');
  });

  it('refuses an algorithm outside the allow-list', async () => {
    expect(faultCode(await running.client.identity({ algorithm: RSA_SHA1 }))).toBe('wsse:UnsupportedAlgorithm');
  });

  it("refuses a neighbour's eHealth ID", async () => {
    const answer = await running.client.identity({ eHealthId: running.identities.neighbour.eHealthId });

    expect(faultCode(answer)).toBe('wsse:FailedAuthentication');
  });

  it('refuses a request meant for another destination', async () => {
    expect(faultCode(await running.client.identity({ destination: 'https://elsewhere.invalid' }))).toBe('soap:Client');
  });

  it('refuses a certificate of the right CA that belongs to no pharmacy', async () => {
    expect(faultCode(await running.stranger.identity())).toBe('wsse:FailedAuthentication');
  });
});

describe('the token service', () => {
  it('gives a session token for an assertion exactly as it was received', async () => {
    const answer = await running.client.token(await running.client.assertion());

    expect(sessionOf(answer.text)).toContain('http://ws.mySecu.lu/trust/token/bst');
  });

  it('accepts both forms of KeyInfo, and a PrefixList that names what only the envelope declares', async () => {
    const assertion = await running.client.assertion();
    const answer = await running.client.token(assertion, { keyInfo: 'x509-data', prefixes: ['soapenv', 'wsse', 'wsu'] });

    expect(answer.status).toBe(200);
  });

  it('accepts an assertion that stands after the signature', async () => {
    const assertion = await running.client.assertion();
    const message = running.client.tokenMessage(assertion);
    const [signedAssertion = ''] = /<saml:Assertion [\s\S]*<\/saml:Assertion>/.exec(message) ?? [];
    const moved = message.replace(signedAssertion, '').replace('</wsse:Security>', `${signedAssertion}</wsse:Security>`);

    expect((await post(running.client.agent, running.simulator.tokenUrl, moved)).status).toBe(200);
  });

  it('refuses an assertion in which a single character changed', async () => {
    const assertion = (await running.client.assertion()).replace('C=LU', 'C=LX');

    expect(faultCode(await running.client.token(assertion))).toBe('wsse:FailedCheck');
  });

  it('refuses an assertion that was re-indented', async () => {
    const assertion = (await running.client.assertion()).replace(/\n\s+/g, '\n');

    expect(faultCode(await running.client.token(assertion))).toBe('wsse:FailedCheck');
  });

  it("refuses a neighbour's assertion", async () => {
    expect(faultCode(await running.client.token(await running.neighbour.assertion()))).toBe('wst:FailedAuthentication');
  });

  it('refuses an assertion that has expired', async () => {
    const assertion = await running.client.assertion();
    running.clock.offsetMs = 11 * MINUTE_MS;

    expect(faultCode(await running.client.token(assertion))).toBe('wst:ExpiredData');
  });

  it('refuses a request in which the assertion is not signed along', async () => {
    const answer = await running.client.token(await running.client.assertion(), { parts: ['Body'] });

    expect(faultCode(answer)).toBe('wsse:InvalidSecurity');
  });

  it.each([
    ['the espaceid of a neighbour', { espaceId: '90000002' }, 'wst:InvalidScope'],
    ['another address', { address: 'https://elsewhere.invalid' }, 'wst:InvalidScope'],
    ['another token type', { tokenType: 'urn:other' }, 'wst:InvalidRequest'],
  ])('refuses %s', async (_, bend, code) => {
    expect(faultCode(await running.client.token(await running.client.assertion(), bend))).toBe(code);
  });

  it('refuses an empty hand', async () => {
    expect(faultCode(await running.client.token('', { parts: ['Body'] }))).toBe('wst:FailedAuthentication');
  });
});

describe('the token service, in UsernameToken mode', () => {
  it('gives a session token that get accepts', async () => {
    const token = sessionOf((await running.client.tokenByPassword()).text);

    expect(stateOf(await running.client.get(token))).toBe('AFFILIE');
  });

  it('needs no X.509 token where KeyInfo holds the certificate', async () => {
    expect((await running.client.tokenByPassword({ inline: true })).status).toBe(200);
  });

  it('refuses a wrong password', async () => {
    expect(faultCode(await running.client.tokenByPassword({ password: 'wrong' }))).toBe('wst:FailedAuthentication');
  });

  it('refuses a nonce that was used before', async () => {
    await running.client.tokenByPassword({ nonce: 'bm9uY2U=' });

    expect(faultCode(await running.client.tokenByPassword({ nonce: 'bm9uY2U=' }))).toBe('wsse:FailedCheck');
  });

  it('refuses a stale token and one that is not signed along', async () => {
    const at = new Date(Date.now() - 6 * MINUTE_MS);

    expect(faultCode(await running.client.tokenByPassword({ at }))).toBe('wsu:MessageExpired');
    expect(faultCode(await running.client.tokenByPassword({ parts: ['Body'] }))).toBe('wsse:InvalidSecurity');
  });

  it('refuses an assertion and a UsernameToken together', async () => {
    const proof = (await running.client.assertion()) + usernameToken('user-1', 'pass-é-1', 'eHg=', new Date());

    expect(faultCode(await running.client.token(proof))).toBe('wst:FailedAuthentication');
  });
});

describe('get', () => {
  it.each(['security-token-reference', 'x509-data'] as const)('answers a question signed with KeyInfo as %s', async (keyInfo) => {
    const answer = await running.client.get(await running.client.session(), undefined, { keyInfo });

    expect(signedParts(answer.text, running.identities.options.signer.cert)?.[0]).toContain('<cns:etat>AFFILIE</cns:etat>');
  });

  it('refuses a token that was cancelled', async () => {
    const token = await running.client.session();
    expect((await running.client.cancel(token)).text).toContain('RequestedTokenCancelled');

    expect(faultCode(await running.client.get(token))).toBe('wsse:InvalidSecurityToken');
  });

  it('refuses a token that has expired', async () => {
    const token = await running.client.session();
    running.clock.offsetMs = 31 * MINUTE_MS;

    expect(faultCode(await running.client.get(token))).toBe('wsse:InvalidSecurityToken');
  });

  it("refuses a neighbour's token, and one that was never issued", async () => {
    const token = await running.neighbour.session();

    expect(faultCode(await running.client.get(token))).toBe('wsse:InvalidSecurityToken');
    expect(faultCode(await running.neighbour.get(token.replace(/>[^<]+</, '>QUJD<')))).toBe('wsse:InvalidSecurityToken');
  });

  it.each([
    ['a model nobody knows', () => requestInfo('UNKNOWN-V1', 'demandeAffiliation', {})],
    ["another model's payload", () => requestInfo('SAMPLE_PHARMACY_ACCIDENT-V1', 'demandeAffiliation', {})],
    ['a payload with a field missing', () => running.client.affiliation().replace(/<cns:date>[^<]*<\/cns:date>/, '')],
    ['a payload with a field too many', () => running.client.affiliation().replace('</cns:demande', '<cns:x/></cns:demande')],
    ['a provider code of somebody else', () => running.neighbour.affiliation()],
  ])('refuses %s', async (_, body) => {
    expect(faultCode(await running.client.get(await running.client.session(), body()))).toBe('soap:Client');
  });

  it('refuses a Body that was changed after it was signed', async () => {
    const message = running.client.getMessage(await running.client.session(), running.client.affiliation());
    const changed = message.replace(AFFILIATED, '1992113004546');

    expect(faultCode(await post(running.client.agent, running.simulator.serviceUrl, changed))).toBe('wsse:FailedCheck');
  });

  it('refuses a message with a certificate that is not the one of its connection', async () => {
    const message = running.client.getMessage(await running.client.session(), running.client.affiliation());

    expect(faultCode(await post(running.neighbour.agent, running.simulator.serviceUrl, message))).toBe(
      'wsse:InvalidSecurityToken',
    );
  });

  it('refuses what a hostile document may bring: a DOCTYPE, an id twice, a second signature, a wrapped Body', async () => {
    const { client, simulator } = running;
    const message = client.getMessage(await client.session(), client.affiliation());
    const [signature = ''] = /<ds:Signature [\s\S]*<\/ds:Signature>/.exec(message) ?? [];
    const [body = ''] = /<soapenv:Body[\s\S]*<\/soapenv:Body>/.exec(message) ?? [];
    const hostile = [
      `<!DOCTYPE x>${message}`,
      message.replace('</wsse:Security>', '<x wsu:Id="body"/></wsse:Security>'),
      message.replace(signature, signature + signature),
      message.replace(body, body.replace('wsu:Id="body"', '')).replace('</wsse:Security>', `${body}</wsse:Security>`),
      message.slice(0, -9),
    ];

    const codes = await Promise.all(hostile.map(async (text) => faultCode(await post(client.agent, simulator.serviceUrl, text))));

    expect(codes).toEqual(['soap:Client', 'wsse:InvalidSecurity', 'wsse:InvalidSecurity', 'wsse:InvalidSecurity', 'soap:Client']);
  });

  it('refuses a message that signs more than the Body', async () => {
    const { client } = running;
    const message = envelope((await client.session()) + x509Token(client.pharmacy) + timestamp(new Date()), client.affiliation());
    const signed = signRequest(message, client.pharmacy, { parts: ['Body', 'Timestamp'] });

    expect(faultCode(await post(client.agent, running.simulator.serviceUrl, signed))).toBe('wsse:InvalidSecurity');
  });
});

describe('a refusal', () => {
  it('is an HTTP 500 with a soap:Fault, a correlation id, and nothing of what was sent', async () => {
    const answer = await running.client.get('<x/>');

    expect(answer.status).toBe(500);
    expect(answer.text).toMatch(/Correlation-ID: Id-[0-9a-f]{24}/);
    expect(answer.text).not.toContain(AFFILIATED);
  });
});

describe('an assertion', () => {
  it('is lost when it is cut out without the namespaces of its ancestors', async () => {
    const bare = assertionOf((await running.client.identity()).text).replace(/ xmlns:xs="[^"]*"/, '');

    expect(faultCode(await running.client.token(bare))).toBe('wsse:FailedCheck');
  });
});
