import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { body, envelope, keyInfo, reference, signature, signedInfo } from '../../test/signatures/messages.ts';
import { makePair } from '../../test/support/certificates.ts';
import { signByHand } from '../../test/support/sign-by-hand.ts';
import { verifyCapturedMessage } from './captured-message.ts';

const corpus = new URL('../../test/signatures/', import.meta.url);
const signer = readFileSync(new URL('signer.pem', corpus), 'utf8');
const idpSigner = readFileSync(new URL('idp-signer.pem', corpus), 'utf8');
const at = new Date('2026-11-24T12:00:00Z');

describe('the report on a captured message', () => {
  it('names what is signed and by whom, and nothing of the content', () => {
    const report = verifyCapturedMessage(load('valid/answer'), { signer, at });

    expect(report).toEqual({
      verified: true,
      correlationId: 'Id-0123456789abcdef01234567',
      signer: {
        subject: 'CN=ws.mysecu.sample',
        fingerprint: expect.stringMatching(/^([0-9A-F]{2}:?){32}$/),
        validTo: expect.any(Date),
      },
      signed: [
        { part: 'body', id: 'B-1' },
        { part: 'key-info', id: 'K-1' },
      ],
      content: '{http://ws.mysecu.lu/generic/sync}ResponseInfo',
      unjudged: [],
    });
  });

  it('covers an identity provider’s answer as well', () => {
    expect(verifyCapturedMessage(load('valid/assertion'), { signer: idpSigner, at })).toMatchObject({
      verified: true,
      signed: [{ part: 'assertion', id: 'A-1' }],
      unjudged: ['holder', 'issuer', 'request', 'audience'],
    });
  });

  it('judges an assertion at that instant too, and tells the status of one that was refused', () => {
    const refused = load('valid/assertion').toString().replace('status:Success', 'status:AuthnFailed');

    expect(verifyCapturedMessage(load('invalid/assertion-expired'), { signer: idpSigner, at })).toMatchObject({
      verified: false,
      reason: 'assertion-expired',
    });
    expect(verifyCapturedMessage(Buffer.from(refused), { signer: idpSigner, at })).toMatchObject({
      verified: false,
      reason: 'assertion-missing',
      fault: 'AuthnFailed',
    });
  });

  it('asks of a token answer what the services ask: its Body signed', () => {
    const { key, cert } = makePair('ws.mysecu.sample');
    const token = '<t:RequestSecurityTokenResponse xmlns:t="http://docs.oasis-open.org/ws-sx/ws-trust/200512"/>';
    const unsigned = envelope(signature(signedInfo(reference('B-1')), keyInfo({ cert })), body({ content: token }));

    expect(verifyCapturedMessage(Buffer.from(signByHand(unsigned, { key })), { signer: cert, at })).toMatchObject({
      verified: true,
      signed: [{ part: 'body', id: 'B-1' }],
    });
  });

  it('gives the reason for a refusal, and the handle for support even then', () => {
    expect(verifyCapturedMessage(load('invalid/body-changed'), { signer, at })).toEqual({
      verified: false,
      reason: 'digest-mismatch',
      because: 'A signed part was changed after it was signed.',
      correlationId: 'Id-0123456789abcdef01234567',
    });
    expect(verifyCapturedMessage(load('valid/answer'), { signer: idpSigner, at })).toMatchObject({
      verified: false,
      reason: 'wrong-signer',
    });
    expect(verifyCapturedMessage(Buffer.from('nothing'), { signer, at })).toMatchObject({
      verified: false,
      reason: 'not-well-formed',
    });
  });

  it('judges at the instant it is asked about', () => {
    expect(verifyCapturedMessage(load('valid/answer'), { signer, at: new Date('2050-01-01') })).toMatchObject({
      verified: false,
      reason: 'signer-not-valid-now',
    });
  });

  it('names the code of an unsigned fault', () => {
    const xml =
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode></s:Fault></s:Body></s:Envelope>';

    expect(verifyCapturedMessage(Buffer.from(xml), { signer, at })).toMatchObject({
      verified: false,
      reason: 'unsigned',
      fault: 'soap:Server',
    });
  });

  it('asks for a signer that is one', () => {
    expect(() => verifyCapturedMessage(load('valid/answer'), { signer: 'no certificate', at })).toThrow('holds no certificate');
  });
});

function load(name: string): Buffer {
  return readFileSync(new URL(`${name}.xml`, corpus));
}
