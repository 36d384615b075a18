import { readFileSync } from 'node:fs';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExclusiveCanonicalization, SignedXml } from 'xml-crypto';
import xpath from 'xpath';
import { outgoingMessages, theAssertion } from '../../test/support/outgoing.ts';
import { aPharmacy } from '../../test/support/pharmacy.ts';
import { TrustedSigners } from '../security/trusted-signers.ts';
import { assertAssertionIntact } from '../security/verify-assertion.ts';

const { caller, pair } = aPharmacy();
const idp = readFileSync(new URL('../../test/signatures/idp-signer.pem', import.meta.url), 'utf8');
const at = new Date('2026-11-24T12:00:00Z');
const STEPS = ['identity', 'token', 'token by user name', 'cancel', 'get'];
const X509_DATA = { keyInfo: { identity: 'x509-data', token: 'x509-data', get: 'x509-data', cancel: 'x509-data' } };
let messages: Record<string, string>;
let withX509Data: Record<string, string>;

beforeAll(async () => {
  messages = await outgoingMessages(caller);
  withX509Data = await outgoingMessages(caller, { ...X509_DATA, assertionPosition: 'after-signature' });
});

describe('a message that leaves', () => {
  it.each([
    ['identity', ['Timestamp', 'Body', 'BinarySecurityToken']],
    ['token', ['Assertion', 'Body']],
    ['token by user name', ['UsernameToken', 'Body']],
    ['cancel', ['Body']],
    ['get', ['Body']],
  ])('for %s signs %j and nothing else', (step, expected) => {
    expect(signedNames(messages[step] ?? '')).toEqual(expected);
  });

  it.each(STEPS)('for %s verifies with another implementation, in both forms of KeyInfo', (step) => {
    expect(verified(messages[step] ?? '')).toBe(true);
    expect(verified(withX509Data[step] ?? '')).toBe(true);
  });

  it.each(STEPS)('for %s no longer verifies once its Body is changed', (step) => {
    expect(verified((messages[step] ?? '').replace(/(<soap:Body[^>]*>)/, '$1<x/>'))).toBe(false);
  });

  it.each(STEPS)('for %s has a Body and ids that no other message has', async (step) => {
    const again = await outgoingMessages(caller);

    expect(
      idsOf(messages[step] ?? '').filter(
        (id) => idsOf(again[step] ?? '').includes(id) && !['A-1', 'T-1', 'K-1', 'Q-1'].includes(id),
      ),
    ).toEqual([]);
  });

  it('names its signer by a reference to the token, or by the certificate itself', () => {
    expect(messages['get']).toContain('<wsse:SecurityTokenReference');
    expect(messages['get']).not.toContain('<ds:X509Certificate>');
    expect(withX509Data['get']).toContain(`<ds:X509Certificate>${caller.credential.certificateBase64}</ds:X509Certificate>`);
  });

  it('never holds the clear password', () => {
    expect(messages['token by user name']).not.toContain('sample password');
    expect(messages['token by user name']).toContain('sample &amp; &lt;user&gt;');
  });
});

describe('an assertion that is sent on', () => {
  it.each([
    ['before', () => messages],
    ['after', () => withX509Data],
  ])('keeps its own signature valid, with prefixes from an ancestor, %s the message signature', (_, of) => {
    const envelope = of()['token'] ?? '';

    expect(() => assertAssertionIntact(envelope, TrustedSigners.fromPem(idp), at)).not.toThrow();
    expect(assertionVerifies(envelope)).toBe(true);
  });

  it('that lost its meaning on the way does not leave', () => {
    const envelope = (messages['token'] ?? '').replace('CN=Sample Pharmacy', 'CN=Someone Else');

    expect(() => assertAssertionIntact(envelope, TrustedSigners.fromPem(idp), at)).toThrow('assertion-broken-in-request');
  });

  it('carries every namespace in scope, those used in values included', () => {
    expect(theAssertion().xml).toMatch(/^<saml:Assertion [^>]*xmlns:xs="http:\/\/www.w3.org\/2001\/XMLSchema"/);
  });
});

function parse(xml: string): Node {
  return new DOMParser().parseFromString(xml, 'text/xml') as unknown as Node;
}

/** The message's own signature: the one that is a child of wsse:Security. */
function signatureOf(xml: string): Element {
  return xpath.select("//*[local-name()='Security']/*[local-name()='Signature']", parse(xml))?.[0 as never] as unknown as Element;
}

function verified(xml: string): boolean {
  const check = new SignedXml({ publicCert: pair.cert });
  check.loadSignature(signatureOf(xml) as never);
  try {
    return check.checkSignature(xml);
  } catch {
    return false;
  }
}

function assertionVerifies(xml: string): boolean {
  const [signature] = xpath.select(
    "//*[local-name()='Assertion']/*[local-name()='Signature']",
    parse(xml),
  ) as unknown as Element[];
  const check = new SignedXml({ publicCert: idp });
  check.CanonicalizationAlgorithms = {
    ...check.CanonicalizationAlgorithms,
    'http://www.w3.org/2001/10/xml-exc-c14n#': ExclusiveCanonicalization,
  };
  check.loadSignature(signature as never);
  return check.checkSignature(xml);
}

function signedNames(xml: string): string[] {
  const references = xpath.select(
    "./*[local-name()='SignedInfo']/*[local-name()='Reference']/@URI",
    signatureOf(xml) as never,
  ) as Attr[];
  return references.map(({ value }) => {
    const [element] = xpath.select(
      `//*[@*[translate(local-name(),'ID','id')='id']='${value.slice(1)}']`,
      parse(xml),
    ) as unknown as Element[];
    return element?.localName ?? '';
  });
}

function idsOf(xml: string): string[] {
  return [...xml.matchAll(/\s(?:wsu:)?I[dD]="([^"]+)"/g)].map(([, id]) => id ?? '');
}
