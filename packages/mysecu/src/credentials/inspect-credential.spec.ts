import { type KeyPair, makeCertificate, makePkcs12 } from '@officine/mysecu-simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { makePair } from '../../test/support/certificates.ts';
import { inspectCredential } from './inspect-credential.ts';

const passphrase = 'right';
const subject = { CN: 'Invented pharmacy', OU: '1234567801', C: 'LU' };
let authority: KeyPair;
let pharmacy: KeyPair;

beforeAll(async () => {
  authority = await makeCertificate({ subject: { CN: 'Invented authority' }, authority: true });
  pharmacy = await makeCertificate({ subject, issuer: authority });
});

function findings(pair: KeyPair, options: Partial<Parameters<typeof inspectCredential>[1]> = {}) {
  return Object.fromEntries(
    inspectCredential(
      { pkcs12: makePkcs12(pair, passphrase), passphrase },
      { at: new Date(), authorities: authority.cert, eHealthId: '1234567801', ...options },
    ).map(({ about, verdict, says }) => [about, `${verdict}: ${says}`]),
  );
}

describe('a look at a credential before it is used', () => {
  it('finds nothing wrong with a good one', () => {
    expect(findings(pharmacy)).toEqual({
      file: 'good: opens with its passphrase and holds one key with its certificate',
      key: 'good: RSA of 2048 bit',
      dates: expect.stringMatching(/^good: .*29 days left: renew it soon$/),
      usage: 'good: signs, and authenticates a client (by key usage)',
      chain: 'good: leads to CN=Invented authority',
      'ehealth-id': 'good: the certificate names 1234567801',
    });
  });

  it('tells everything that is wrong at once', () => {
    const weak = makePair('Other 9999999999', { bits: 1024, to: new Date('2026-02-01T00:00:00Z') });

    expect(findings(weak, { at: new Date('2026-11-24T00:00:00Z') })).toEqual({
      file: expect.stringMatching(/^good/),
      key: 'bad: RSA of 1024 bit; RSA of at least 2048 bit is needed',
      dates: expect.stringMatching(/^bad: expired/),
      usage: expect.stringMatching(/^good: .*no limits stated/),
      chain: 'bad: the issuer of CN=Other 9999999999 is neither in the file nor among the authorities',
      'ehealth-id': 'bad: the certificate names 9999999999, the pharmacy has 1234567801',
    });
  });

  it('believes no authority by its name alone', async () => {
    const impostor = await makeCertificate({ subject: { CN: 'Invented authority' }, authority: true });
    const forged = await makeCertificate({ subject, issuer: impostor });

    expect(findings(forged)['chain']).toMatch(/^bad/);
  });

  it('refuses the certificate of an authority, and one that was issued by no authority', async () => {
    const issuedByPharmacy = await makeCertificate({ subject, issuer: pharmacy });

    expect(findings(authority)['usage']).toBe('bad: the certificate is that of an authority');
    expect(findings(issuedByPharmacy, { authorities: pharmacy.cert })['chain']).toMatch(/^bad/);
  });

  it('says what it could not look at, instead of guessing', () => {
    const found = inspectCredential({ pkcs12: makePkcs12(pharmacy, passphrase), passphrase }, { at: new Date() });

    expect(found.filter(({ verdict }) => verdict === 'unknown').map(({ about }) => about)).toEqual(['chain', 'ehealth-id']);
  });

  it.each([
    ['wrong-passphrase', () => ({ pkcs12: makePkcs12(pharmacy, passphrase), passphrase: 'wrong' })],
    ['not-pkcs12', () => ({ pkcs12: Buffer.from('no such thing'), passphrase })],
  ])('stops at a file that does not open, and shows nothing of it: %s', (reason, source) => {
    const found = inspectCredential(source(), { at: new Date() });

    expect(found).toEqual([{ about: 'file', verdict: 'bad', says: expect.stringContaining(reason) }]);
  });
});
