import { readdirSync, readFileSync } from 'node:fs';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { SignedXml } from 'xml-crypto';
import xpath from 'xpath';
import { readAssertion } from '../read/assertion.ts';
import { readSyncAnswer } from '../read/sync-answer.ts';
import { parseWireProfile } from '../wire/wire-profile.ts';
import { openMessage } from './open-message.ts';
import { TrustedSigners } from './trusted-signers.ts';
import { UntrustedMessage, type UntrustedReason } from './untrusted.ts';

const corpus = new URL('../../test/signatures/', import.meta.url);
const at = new Date('2026-11-24T12:00:00Z');
const signerPem = readFileSync(new URL('signer.pem', corpus), 'utf8');
const idpPem = readFileSync(new URL('idp-signer.pem', corpus), 'utf8');

/** Every message of the corpus that must not be believed, and the one reason for which. Numbers: attack catalogue, section C. */
const REFUSALS: Readonly<Record<string, UntrustedReason>> = {
  // 1 and 3: what was signed is elsewhere than what is read
  'wrapped-in-header': 'reference-unexpected',
  'wrapped-same-id': 'duplicate-id',
  'wrapped-without-id': 'reference-unexpected',
  'wrapped-in-object': 'malformed-signature',
  'wrapped-in-body': 'reference-unexpected',
  'wrapped-second-body': 'not-soap',
  'signature-in-body': 'misplaced-signature',
  'signature-beside-security': 'misplaced-signature',
  'two-security-headers': 'misplaced-signature',
  'envelope-in-envelope': 'not-soap',
  'body-of-another-namespace': 'not-soap',
  'assertion-xsw-1': 'unsigned',
  'assertion-xsw-2': 'unsigned',
  'assertion-xsw-3': 'assertion-missing',
  'assertion-xsw-4': 'unsigned',
  'assertion-xsw-5': 'assertion-missing',
  'assertion-xsw-6': 'malformed-signature',
  'assertion-xsw-7': 'duplicate-id',
  'assertion-xsw-8': 'malformed-signature',
  // 2
  'duplicate-id-across-attributes': 'duplicate-id',
  'duplicate-id-escaped': 'duplicate-id',
  'duplicate-xml-id': 'duplicate-id',
  // 4
  'two-signatures': 'several-signatures',
  'two-signed-infos': 'malformed-signature',
  'signed-info-wrapped': 'malformed-signature',
  // 5
  'comment-in-digest': 'comment-in-signature',
  'comment-in-signature-value': 'comment-in-signature',
  // 6
  'attackers-certificate': 'wrong-signer',
  'attackers-key-genuine-certificate': 'signature-mismatch',
  'no-certificate': 'signature-mismatch',
  'two-certificates': 'malformed-signature',
  'retrieval-method': 'signature-mismatch',
  // 7
  'hmac-with-public-key': 'algorithm-not-allowed',
  'rsa-sha1': 'algorithm-not-allowed',
  'digest-sha1': 'algorithm-not-allowed',
  'rsa-sha512': 'algorithm-not-allowed',
  'digest-sha512': 'algorithm-not-allowed',
  'canonicalization-with-comments': 'algorithm-not-allowed',
  'inclusive-canonicalization': 'algorithm-not-allowed',
  // 8
  unsigned: 'unsigned',
  'body-not-signed': 'reference-missing',
  'key-info-not-signed': 'reference-missing',
  'no-references': 'malformed-signature',
  'body-signed-twice': 'reference-unexpected',
  'reference-to-nothing': 'reference-unexpected',
  'assertion-response-signed-alone': 'unsigned',
  // 9
  'nothing-digested': 'empty-canonical-form',
  'nothing-signed': 'empty-canonical-form',
  // 10
  'two-roots': 'not-well-formed',
  'unbound-prefix': 'not-well-formed',
  truncated: 'not-well-formed',
  'not-soap': 'not-soap',
  'text-after-root': 'not-well-formed',
  'entity-undeclared': 'not-well-formed',
  'latin-1': 'not-utf8',
  'utf-16': 'not-utf8',
  'soap-12': 'not-soap',
  // 11
  'reference-whole-document': 'reference-not-local',
  'reference-external': 'reference-not-local',
  'reference-xpointer': 'reference-not-local',
  'reference-without-uri': 'reference-not-local',
  'transform-xslt': 'transform-not-allowed',
  'transform-xpath': 'transform-not-allowed',
  'transform-enveloped': 'transform-not-allowed',
  'transform-none': 'transform-not-allowed',
  // 12
  doctype: 'doctype',
  'doctype-in-body': 'doctype',
  'processing-instruction': 'processing-instruction',
  'processing-instruction-in-prolog': 'processing-instruction',
  // 13
  'too-deep': 'too-deep',
  'too-many-attributes': 'too-many-attributes',
  'too-many-namespaces': 'too-many-namespaces',
  'too-many-prefixes': 'too-many-prefixes',
  // changed after it was signed
  'body-changed': 'digest-mismatch',
  'white-space-changed': 'digest-mismatch',
  'key-info-changed': 'digest-mismatch',
  'digest-changed': 'signature-mismatch',
  'signature-value-changed': 'signature-mismatch',
  // 17
  'assertion-unsigned': 'unsigned',
  'assertion-changed': 'digest-mismatch',
  'assertion-expired': 'assertion-expired',
  'assertion-not-yet-valid': 'assertion-not-yet-valid',
  'assertion-without-zone': 'assertion-expired',
  'assertion-other-holder': 'assertion-other-holder',
  'assertion-other-holder-comment': 'assertion-other-holder',
  'assertion-other-issuer': 'assertion-issuer',
  'assertion-without-subject': 'assertion-subject',
  'assertion-other-signer': 'wrong-signer',
  'assertion-twice': 'assertion-missing',
  'assertion-other-audience': 'assertion-other-audience',
  'assertion-confirmation-expired': 'assertion-expired',
  'assertion-confirmation-of-another-request': 'assertion-other-request',
  // 20
  'fault-spoofed': 'unsigned',
};

const VALID = names('valid');

describe('the corpus of answers', () => {
  it('has a reason for every message that must be refused, and a message for every reason', () => {
    expect(names('invalid')).toEqual(sorted(Object.keys(REFUSALS)));
  });

  it.each(Object.entries(REFUSALS))('refuses %s: %s', (name, reason) => {
    expect(refusalOf(load('invalid', name), name)).toBe(reason);
  });

  it.each(VALID)('believes %s', (name) => {
    expect(refusalOf(load('valid', name), name)).toBe('believed');
  });

  it.each(VALID)('holds in %s a signature that another implementation verifies too', (name) => {
    expect(verifiedByXmlCrypto(load('valid', name).toString('utf8'), name.startsWith('assertion') ? idpPem : signerPem)).toBe(
      true,
    );
  });
});

function refusalOf(bytes: Buffer, name: string): string {
  try {
    const message = openMessage(bytes);
    try {
      if (name.startsWith('assertion')) readAssertion(message, expectation());
      else readSyncAnswer(message, TrustedSigners.fromPem(signerPem), at);
      return 'believed';
    } finally {
      message.close();
    }
  } catch (error) {
    if (error instanceof UntrustedMessage) return error.reason;
    throw error;
  }
}

function expectation() {
  const asked = { caller: { eHealthId: '1234567890' }, requestId: 'Q-1', audience: 'https://ws.mysecu.lu:7443' };
  const wire = parseWireProfile({ assertionIssuer: 'https://idp.example/auth' });
  return { asked, trust: TrustedSigners.fromPem(idpPem), at, wire };
}

function verifiedByXmlCrypto(text: string, certificate: string): boolean {
  const document = new DOMParser().parseFromString(text, 'text/xml');
  const [signature] = xpath.select("//*[local-name()='Signature']", document as unknown as Node) as unknown as Element[];
  const check = new SignedXml({ publicCert: certificate });
  check.loadSignature(signature as never);
  return check.checkSignature(text);
}

function names(kind: 'valid' | 'invalid'): string[] {
  return sorted(readdirSync(new URL(`${kind}/`, corpus)).map((file) => file.replace(/\.xml$/, '')));
}

function sorted(values: readonly string[]): string[] {
  return values.toSorted((a, b) => a.localeCompare(b));
}

function load(kind: 'valid' | 'invalid', name: string): Buffer {
  return readFileSync(new URL(`${kind}/${name}.xml`, corpus));
}
