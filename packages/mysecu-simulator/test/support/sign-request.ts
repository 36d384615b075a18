import { SignedXml } from 'xml-crypto';
import { EXC_C14N, RSA_SHA256, SHA256, WSSE, X509V3 } from '../../src/wire/namespaces.ts';
import type { TestPharmacy } from './identities.ts';

/** How a request is signed; what is absent is done as the protocol says. */
export interface Signing {
  /** Local names of the signed elements. */
  readonly parts: readonly string[];
  readonly keyInfo?: 'security-token-reference' | 'x509-data';
  readonly prefixes?: readonly string[];
  readonly algorithm?: string;
  readonly key?: string;
}

/** Signs an envelope with xml-crypto; the signature goes to the end of the security header. */
export function signRequest(envelope: string, pharmacy: TestPharmacy, signing: Signing): string {
  const keyInfo =
    signing.keyInfo === 'x509-data'
      ? `<ds:X509Data><ds:X509Certificate>${pharmacy.certificateBase64}</ds:X509Certificate></ds:X509Data>`
      : `<wsse:SecurityTokenReference xmlns:wsse="${WSSE}"><wsse:Reference URI="#x509" ValueType="${X509V3}"/></wsse:SecurityTokenReference>`;
  const signature = new SignedXml({
    privateKey: signing.key ?? pharmacy.key,
    signatureAlgorithm: signing.algorithm ?? RSA_SHA256,
    canonicalizationAlgorithm: EXC_C14N,
    getKeyInfoContent: () => keyInfo,
    ...(signing.prefixes && { inclusiveNamespacesPrefixList: [...signing.prefixes] }),
  });
  for (const part of signing.parts) {
    signature.addReference({
      xpath: `//*[local-name(.)='${part}']`,
      transforms: [EXC_C14N],
      digestAlgorithm: SHA256,
      ...(signing.prefixes && { inclusiveNamespacesPrefixList: [...signing.prefixes] }),
    });
  }
  signature.computeSignature(envelope, {
    prefix: 'ds',
    location: { reference: "//*[local-name(.)='Security']", action: 'append' },
  });
  return signature.getSignedXml();
}
