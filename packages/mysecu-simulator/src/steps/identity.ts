import type { Element } from '@xmldom/xmldom';
import { identityAnswer } from '../answers/identity-answer.ts';
import type { Answered, Call, Platform } from '../platform.ts';
import { checkMessageSignature } from '../verify/message-signature.ts';
import { senderToken } from '../verify/sender.ts';
import { assertFresh, assertTimestamp } from '../verify/timestamps.ts';
import { childrenNamed, requiredChild, requiredPath, textOf } from '../wire/elements.ts';
import {
  SAML,
  SAML_BEARER,
  SAML_SOAP_BINDING,
  SAML_X509_CONTEXT,
  SAMLP,
  UNSPECIFIED_ATTRIBUTE,
  WSU,
} from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';

/** Authentication at the identity provider (protocol section 3.1). Thrown when the request is refused: a {@link Refusal}. */
export async function answerIdentity(call: Call, platform: Platform): Promise<Answered> {
  const { message, peer } = call;
  const now = platform.now();
  const timestamp = requiredChild(message.security, WSU, 'Timestamp', 'wsse:InvalidSecurity');
  const token = senderToken(message, peer.certificateBase64);
  checkMessageSignature(message, peer, { covers: [timestamp, token, message.body], cryptography: call.cryptography });
  const [created, expires] = ['Created', 'Expires'].map((name) =>
    textOf(requiredChild(timestamp, WSU, name, 'wsse:InvalidSecurity')),
  );
  assertTimestamp(created ?? '', expires ?? '', now);
  assertRequest(message.content, platform, now);
  if (psEHealthId(message.content) !== peer.pharmacy.eHealthId) {
    throw new Refusal('wsse:FailedAuthentication', 'the psEHealthID does not belong to the certificate');
  }
  const plan = {
    inResponseTo: message.content.getAttribute('ID') ?? '',
    subject: peer.subject,
    certificateBase64: peer.certificateBase64,
    eHealthId: peer.pharmacy.eHealthId,
    issuedAt: now,
    notBefore: now,
    notOnOrAfter: new Date(now.getTime() + platform.settings().assertionLifetimeMs),
    signer: platform.idpSigner,
    empty: false,
  };
  return { text: await identityAnswer((await call.alter.identity?.(plan, platform)) ?? plan, call.correlationId) };
}

function assertRequest(request: Element, platform: Platform, now: Date): void {
  const demand = (holds: boolean, text: string): void => {
    if (!holds) throw new Refusal('soap:Client', text);
  };
  const is = (name: string, value: string): boolean => request.getAttribute(name) === value;
  demand(request.namespaceURI === SAMLP && request.localName === 'AuthnRequest', 'the Body does not hold an AuthnRequest');
  demand(is('Version', '2.0') && request.getAttribute('ID') !== null, 'the AuthnRequest has no ID or is not of version 2.0');
  demand(is('Destination', platform.idpDestination), 'the Destination is not this identity provider');
  demand(is('ProtocolBinding', SAML_SOAP_BINDING), 'the ProtocolBinding is not SOAP');
  const consumer = request.getAttribute('AssertionConsumerServiceURL') ?? '';
  const issuer = textOf(requiredChild(request, SAML, 'Issuer', 'soap:Client'));
  demand(consumer !== '' && consumer === issuer, 'Issuer and AssertionConsumerServiceURL are not the same base URL');
  demand(platform.baseUrl === undefined || platform.baseUrl === issuer, 'the Issuer is not the base URL of mySecu');
  const confirmation = requiredChild(
    requiredChild(request, SAML, 'Subject', 'soap:Client'),
    SAML,
    'SubjectConfirmation',
    'soap:Client',
  );
  demand(confirmation.getAttribute('Method') === SAML_BEARER, 'the SubjectConfirmation is not of method bearer');
  const context = requiredChild(request, SAMLP, 'RequestedAuthnContext', 'soap:Client');
  const contextClass = textOf(requiredChild(context, SAML, 'AuthnContextClassRef', 'soap:Client'));
  demand(
    context.getAttribute('Comparison') === 'minimum' && contextClass === SAML_X509_CONTEXT,
    'the RequestedAuthnContext is not X509 at least',
  );
  assertFresh(request.getAttribute('IssueInstant') ?? '', now);
}

function psEHealthId(request: Element): string {
  const extensions = requiredPath(request, SAMLP, ['Extensions'], 'soap:Client');
  const [attribute, ...more] = childrenNamed(extensions, SAML, 'Attribute');
  const named =
    attribute?.getAttribute('Name') === 'psEHealthID' && attribute.getAttribute('NameFormat') === UNSPECIFIED_ATTRIBUTE;
  if (attribute === undefined || more.length > 0 || !named) {
    throw new Refusal('soap:Client', 'the Extensions do not hold the one attribute psEHealthID');
  }
  return textOf(requiredChild(attribute, SAML, 'AttributeValue', 'soap:Client'));
}
