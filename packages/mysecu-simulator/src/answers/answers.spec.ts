import { describe, expect, it } from 'vitest';
import { makeTestIdentities } from '../../test/support/identities.ts';
import { hasXmlsec1, signedParts, verifyWithXmlsec1 } from '../../test/support/verify-answer.ts';
import { createSigner } from '../sign/signer.ts';
import { WST } from '../wire/namespaces.ts';
import { identityAnswer } from './identity-answer.ts';
import { syncAnswer } from './sync-answer.ts';
import { cancelAnswer, tokenAnswer } from './token-answer.ts';

const identities = await makeTestIdentities();
const signer = createSigner(identities.options.signer);
const idpSigner = createSigner(identities.options.idpSigner);
const CORRELATION_ID = 'Id-0123456789abcdef01234567';
const at = new Date('2026-11-23T10:00:00Z');
const awkward = { name: 'nom', content: `O'Neil & <Söhne> "GmbH"\r]]> é` };
const token = { token: 'QUJD', issuedAt: at, expiresAt: at };
const identity = {
  inResponseTo: '_a"&<',
  subject: 'CN=A & B <é>, C=LU',
  certificateBase64: 'QUJD',
  eHealthId: '1234567890',
  issuedAt: at,
  notBefore: at,
  notOnOrAfter: at,
  signer: idpSigner,
  empty: false,
};

const FORMS: [string, string, number, () => Promise<string>][] = [
  ['get', 'signer', 2, () => syncAnswer({ payload: { name: 'reponse', content: [awkward] }, signer }, CORRELATION_ID)],
  ['get without a payload', 'signer', 2, () => syncAnswer({ payload: undefined, signer }, CORRELATION_ID)],
  ['Issue, signed', 'signer', 2, () => tokenAnswer({ ...token, signer }, CORRELATION_ID)],
  ['Issue without lifetime, signed', 'signer', 2, () => tokenAnswer({ ...token, expiresAt: undefined, signer }, CORRELATION_ID)],
  ['Cancel, signed', 'signer', 2, () => cancelAnswer(signer, CORRELATION_ID)],
  ['the identity provider', 'idpSigner', 1, () => identityAnswer(identity, CORRELATION_ID)],
];

describe.each(FORMS)('the answer to %s', (_, signedBy, references, make) => {
  it('is signed so that xml-crypto agrees', async () => {
    const certificate = identities.options[signedBy as 'signer' | 'idpSigner'].cert;

    expect(signedParts(await make(), certificate)).toHaveLength(references);
  });

  it.skipIf(!hasXmlsec1())('is signed so that xmlsec1 agrees', async () => {
    const answer = await make();

    expect(() => verifyWithXmlsec1(answer, identities.ca.cert)).not.toThrow();
  });

  it('is pretty-printed, carries its correlation id in a leading comment, and no Timestamp', async () => {
    const answer = await make();

    expect(answer).toMatch(/^<\?xml [^>]*>\n<!-- [^>]*Correlation-ID: Id-[0-9a-f]{24} -->\n<soap:Envelope/);
    expect(answer).toMatch(/<dsig:SignedInfo>\n +<dsig:CanonicalizationMethod/);
    expect(answer).toMatch(/<dsig:X509Certificate>\n[A-Za-z0-9+/=]{64}\n/);
    expect(answer).not.toContain('Timestamp');
  });
});

describe('the namespaces of an assertion', () => {
  it('are declared on an ancestor, so that the assertion cannot be cut out as text', async () => {
    const answer = await identityAnswer(identity, CORRELATION_ID);

    expect(answer).toMatch(/<samlp:Response [^>]*xmlns:saml=/);
    expect(/<saml:Assertion [^>]*>/.exec(answer)?.[0]).not.toContain('xmlns');
  });
});

describe('a token answer', () => {
  it('is a plain RequestSecurityTokenResponse unless it is to be signed', async () => {
    const answer = await tokenAnswer({ ...token, signer: undefined }, CORRELATION_ID);

    expect(answer).toContain(`<wst:RequestSecurityTokenResponse xmlns:wst="${WST}">`);
    expect(answer).not.toContain('Signature');
  });
});
