import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createCredential } from '../../src/credentials/open-pkcs12.ts';
import type { Caller, SessionToken } from '../../src/exchange.ts';
import { makePair, type TestPair } from './certificates.ts';

/** A pharmacy with a key pair of its own. */
export function aPharmacy(pair: TestPair = makePair('Sample Pharmacy')): { readonly caller: Caller; readonly pair: TestPair } {
  const caller: Caller = {
    pharmacy: 'ph-0001',
    codePrestataire: '90000001',
    eHealthId: '1234567890',
    credential: createCredential(new X509Certificate(pair.cert), createPrivateKey(pair.key)),
    usernameToken: { username: 'sample & <user>', password: 'sample password' },
  };
  return { caller, pair };
}

/** A session token in the shape of section 3.2. */
export function aSessionToken(): SessionToken {
  const wss = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-';
  return {
    xml: `<wsse:BinarySecurityToken xmlns:wsse="${wss}wssecurity-secext-1.0.xsd" xmlns:wsu="${wss}wssecurity-utility-1.0.xsd" EncodingType="${wss}soap-message-security-1.0#Base64Binary" ValueType="http://ws.mySecu.lu/trust/token/bst" wsu:Id="T-1">c2FtcGxl</wsse:BinarySecurityToken>`,
    id: 'sample',
    issuedAt: new Date('2026-11-24T12:00:00Z'),
    expiresAt: new Date('2026-11-24T13:00:00Z'),
  };
}
