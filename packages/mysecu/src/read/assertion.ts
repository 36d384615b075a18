import type { XmlElement } from 'libxml2-wasm';
import type { Assertion, Caller } from '../exchange.ts';
import { elementsOf, isNamed, type OpenMessage } from '../security/open-message.ts';
import type { TrustedSigners } from '../security/trusted-signers.ts';
import { UntrustedMessage } from '../security/untrusted.ts';
import { isAssertion, verifyAssertion } from '../security/verify-assertion.ts';
import type { WireProfile } from '../wire/wire-profile.ts';
import { childrenOf, descend, onlyChild, type XmlElementData } from '../xml/element.ts';
import { SAML, SAML_SUCCESS, SAMLP } from '../xml/namespaces.ts';
import { readInstant } from './instant.ts';
import { PlatformRefusal } from './platform-refusal.ts';

/** What an answer of the identity provider must fit. */
export interface AssertionExpectation {
  readonly caller: Caller;
  /** Id of the AuthnRequest. */
  readonly requestId: string;
  readonly trust: TrustedSigners;
  readonly at: Date;
  readonly wire: WireProfile;
}

/**
 * Reads the assertion of an identity provider's answer (protocol, section 3.1): signature, issuer, subject, holder, validity.
 * Thrown when it is missing or does not fit: {@link UntrustedMessage}; when the Response tells of a refusal: {@link PlatformRefusal}.
 */
export function readAssertion(message: OpenMessage, expected: AssertionExpectation): Assertion {
  const response = samlResponse(message);
  assertSuccess(response);
  const inResponseTo = response.attr('InResponseTo')?.value;
  if (inResponseTo !== undefined && inResponseTo !== expected.requestId) throw new UntrustedMessage('assertion-other-request');
  const [element, another] = elementsOf(response).filter(isAssertion);
  if (element === undefined || another !== undefined) throw new UntrustedMessage('assertion-missing');
  if (message.signatureCount > 1) throw new UntrustedMessage('several-signatures');
  const { id, xml, content } = verifyAssertion(message, element, expected.trust, expected.at);
  assertHolder(content, expected.caller);
  return { id, xml, issuer: issuerOf(content, expected.wire), ...conditionsOf(content, expected) };
}

/** A Response without a success is the provider's refusal, whatever else it holds (SAML 2.0 core, section 3.2.2). */
function assertSuccess(response: XmlElement): void {
  const status = elementsOf(response).find((child) => isNamed(child, SAMLP, 'Status'));
  const code = status && elementsOf(status).find((child) => isNamed(child, SAMLP, 'StatusCode'));
  const value = code?.attr('Value')?.value;
  if (value === undefined || value === SAML_SUCCESS) return;
  throw new PlatformRefusal('authentication-refused', 'authentication-refused', /[A-Za-z]{1,64}$/.exec(value)?.[0] ?? 'unknown');
}

function samlResponse({ body }: OpenMessage): XmlElement {
  const [response, another] = elementsOf(body);
  if (response === undefined || another !== undefined || !isNamed(response, SAMLP, 'Response'))
    throw new UntrustedMessage('wrong-body');
  return response;
}

function issuerOf(assertion: XmlElementData, { assertionIssuer }: WireProfile): string {
  const issuer = onlyChild(assertion, SAML, 'Issuer')?.text.trim() ?? '';
  if (issuer === '' || (assertionIssuer !== undefined && issuer !== assertionIssuer))
    throw new UntrustedMessage('assertion-issuer');
  return issuer;
}

function conditionsOf(
  assertion: XmlElementData,
  { at, wire }: AssertionExpectation,
): Pick<Assertion, 'notBefore' | 'notOnOrAfter'> {
  const attributes = onlyChild(assertion, SAML, 'Conditions')?.attributes;
  const notBefore = readInstant(attributes?.get('NotBefore'));
  const notOnOrAfter = readInstant(attributes?.get('NotOnOrAfter'));
  if (notBefore === undefined || at.getTime() + wire.clockSkewMs < notBefore.getTime())
    throw new UntrustedMessage('assertion-not-yet-valid');
  if (notOnOrAfter === undefined || at.getTime() - wire.clockSkewMs >= notOnOrAfter.getTime())
    throw new UntrustedMessage('assertion-expired');
  return { notBefore, notOnOrAfter };
}

/** An assertion about somebody else is a security event, whoever signed it. */
function assertHolder(assertion: XmlElementData, { eHealthId }: Caller): void {
  const subject = descend(assertion, SAML, ['Subject', 'NameID'])?.text.trim() ?? '';
  if (subject === '') throw new UntrustedMessage('assertion-subject');
  const values = childrenOf(assertion, SAML, 'AttributeStatement')
    .flatMap((statement) => childrenOf(statement, SAML, 'Attribute'))
    .filter((attribute) => attribute.attributes.get('Name') === 'psEHealthID')
    .flatMap((attribute) => childrenOf(attribute, SAML, 'AttributeValue'));
  if (values.length !== 1 || values[0]?.text.trim() !== eHealthId) throw new UntrustedMessage('assertion-other-holder');
}
