import type { Element } from '@xmldom/xmldom';
import { childrenNamed, requiredChild, textOf } from '../wire/elements.ts';
import type { Message } from '../wire/message.ts';
import { idOf } from '../wire/message.ts';
import { BASE64_BINARY, DSIG, WSSE, X509V3 } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';

/** The two accepted forms of `ds:KeyInfo` (protocol section 3.3). */
export type KeyInfoForm = 'security-token-reference' | 'x509-data';

/** The `wsse:BinarySecurityToken` children of the security header that carry this ValueType. */
export function binaryTokens(message: Message, valueType: string): Element[] {
  return childrenNamed(message.security, WSSE, 'BinarySecurityToken').filter(
    (token) => token.getAttribute('ValueType') === valueType,
  );
}

/**
 * The X.509 token of the message, which must be the certificate of the TLS client (protocol section 1).
 * Thrown when it is missing, wrongly encoded or another certificate: a {@link Refusal}.
 */
export function senderToken(message: Message, certificateBase64: string): Element {
  const [token, ...more] = binaryTokens(message, X509V3);
  if (token === undefined || more.length > 0) {
    throw new Refusal('wsse:InvalidSecurity', 'the header does not hold exactly one X.509 token');
  }
  if (token.getAttribute('EncodingType') !== BASE64_BINARY) {
    throw new Refusal('wsse:InvalidSecurityToken', 'the X.509 token is not marked as Base64Binary');
  }
  assertSameCertificate(token, certificateBase64);
  return token;
}

/**
 * Reads which form of KeyInfo a signature uses and that it names the sender's certificate.
 * Thrown when it names another key, or none: a {@link Refusal}.
 */
export function keyInfoForm(message: Message, signature: Element, certificateBase64: string): KeyInfoForm {
  const keyInfo = requiredChild(signature, DSIG, 'KeyInfo', 'wsse:InvalidSecurity');
  const [data] = childrenNamed(keyInfo, DSIG, 'X509Data');
  if (data !== undefined) {
    assertSameCertificate(requiredChild(data, DSIG, 'X509Certificate', 'wsse:InvalidSecurity'), certificateBase64);
    return 'x509-data';
  }
  const pointer = requiredChild(keyInfo, WSSE, 'SecurityTokenReference', 'wsse:InvalidSecurity');
  const uri = requiredChild(pointer, WSSE, 'Reference', 'wsse:InvalidSecurity').getAttribute('URI') ?? '';
  const token = senderToken(message, certificateBase64);
  if (uri !== `#${idOf(token)}`) throw new Refusal('wsse:InvalidSecurity', 'KeyInfo does not point to the X.509 token');
  return 'security-token-reference';
}

function assertSameCertificate(element: Element, certificateBase64: string): void {
  if (textOf(element).replace(/\s+/g, '') !== certificateBase64) {
    throw new Refusal('wsse:FailedAuthentication', 'the certificate is not the one of the TLS client');
  }
}
