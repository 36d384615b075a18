import type { XmlElement } from 'libxml2-wasm';
import type { Assertion, Caller } from '../exchange.ts';
import { elementsOf, isNamed, type OpenMessage } from '../security/open-message.ts';
import type { TrustedSigner, TrustedSigners } from '../security/trusted-signers.ts';
import { UntrustedMessage } from '../security/untrusted.ts';
import { isAssertion, verifyAssertion } from '../security/verify-assertion.ts';
import type { WireProfile } from '../wire/wire-profile.ts';
import { childrenOf, onlyChild, type XmlElementData } from '../xml/element.ts';
import { SAML, SAML_SUCCESS, SAMLP } from '../xml/namespaces.ts';
import { readInstant } from './instant.ts';
import { PlatformRefusal } from './platform-refusal.ts';

/** What an answer of the identity provider must fit. */
export interface AssertionExpectation {
  /** Who asked, and with what; absent for a captured answer, of which that is not known. */
  readonly asked?: {
    readonly caller: Pick<Caller, 'eHealthId'>;
    /** Id of the AuthnRequest. */
    readonly requestId: string;
    /** Issuer of the AuthnRequest: an assertion for other audiences alone is not for us to hand on. */
    readonly audience: string;
  };
  readonly trust: TrustedSigners;
  readonly at: Date;
  readonly wire: WireProfile;
}

/** An assertion that is believed, and who signed it. */
export interface BelievedAssertion {
  readonly assertion: Assertion;
  readonly signer: TrustedSigner;
}

/**
 * Reads the assertion of an identity provider's answer (protocol, section 3.1): signature, issuer, subject, holder, validity.
 * Thrown when it is missing or does not fit: {@link UntrustedMessage}; when the Response tells of a refusal: {@link PlatformRefusal}.
 */
export function readAssertion(message: OpenMessage, expected: AssertionExpectation): BelievedAssertion {
  const response = samlResponse(message);
  assertSuccess(response);
  assertAnswers(response.attr('InResponseTo')?.value, expected);
  const [element, another] = elementsOf(response).filter(isAssertion);
  if (element === undefined || another !== undefined) throw new UntrustedMessage('assertion-missing');
  if (message.signatureCount > 1) throw new UntrustedMessage('several-signatures');
  const { id, xml, content, signer } = verifyAssertion(message, element, expected.trust, expected.at);
  assertSubject(content, expected);
  const issuer = issuerOf(content, expected.wire);
  return { signer, assertion: { id, xml, issuer, ...conditionsOf(content, expected) } };
}

function assertAnswers(request: string | undefined, { asked }: AssertionExpectation): void {
  if (request !== undefined && asked !== undefined && request !== asked.requestId) {
    throw new UntrustedMessage('assertion-other-request');
  }
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
  { at, wire, asked }: AssertionExpectation,
): Pick<Assertion, 'notBefore' | 'notOnOrAfter'> {
  const conditions = onlyChild(assertion, SAML, 'Conditions');
  const attributes = conditions?.attributes;
  const notBefore = readInstant(attributes?.get('NotBefore'));
  const notOnOrAfter = readInstant(attributes?.get('NotOnOrAfter'));
  if (notBefore === undefined || at.getTime() + wire.clockSkewMs < notBefore.getTime())
    throw new UntrustedMessage('assertion-not-yet-valid');
  if (notOnOrAfter === undefined || at.getTime() - wire.clockSkewMs >= notOnOrAfter.getTime())
    throw new UntrustedMessage('assertion-expired');
  if (conditions !== undefined && asked !== undefined) assertAudience(conditions, asked.audience);
  return { notBefore, notOnOrAfter };
}

/** Each restriction must name us (SAML 2.0 core, section 2.5.1.4); the platform's assertions have none (protocol, section 3.5). */
function assertAudience(conditions: XmlElementData, audience: string): void {
  const isForUs = childrenOf(conditions, SAML, 'AudienceRestriction').every((restriction) =>
    childrenOf(restriction, SAML, 'Audience').some(({ text }) => sameUrl(text.trim(), audience)),
  );
  if (!isForUs) throw new UntrustedMessage('assertion-other-audience');
}

function sameUrl(one: string, other: string): boolean {
  return one.replace(/\/$/, '') === other.replace(/\/$/, '');
}

/** An assertion about somebody else is a security event, whoever signed it. */
function assertSubject(assertion: XmlElementData, expected: AssertionExpectation): void {
  const subject = onlyChild(assertion, SAML, 'Subject');
  const name = subject && onlyChild(subject, SAML, 'NameID')?.text.trim();
  if (subject === undefined || name === undefined || name === '') throw new UntrustedMessage('assertion-subject');
  for (const confirmation of childrenOf(subject, SAML, 'SubjectConfirmation')) {
    for (const data of childrenOf(confirmation, SAML, 'SubjectConfirmationData')) assertConfirmation(data, expected);
  }
  if (expected.asked !== undefined) assertHolder(assertion, expected.asked.caller);
}

/** What a SubjectConfirmationData says must hold; the platform's assertions have none (protocol, section 3.5). */
function assertConfirmation({ attributes }: XmlElementData, expected: AssertionExpectation): void {
  const until = attributes.get('NotOnOrAfter');
  const end = readInstant(until)?.getTime() ?? 0;
  if (until !== undefined && expected.at.getTime() - expected.wire.clockSkewMs >= end) {
    throw new UntrustedMessage('assertion-expired');
  }
  assertAnswers(attributes.get('InResponseTo'), expected);
}

function assertHolder(assertion: XmlElementData, { eHealthId }: Pick<Caller, 'eHealthId'>): void {
  const values = childrenOf(assertion, SAML, 'AttributeStatement')
    .flatMap((statement) => childrenOf(statement, SAML, 'Attribute'))
    .filter((attribute) => attribute.attributes.get('Name') === 'psEHealthID')
    .flatMap((attribute) => childrenOf(attribute, SAML, 'AttributeValue'));
  if (values.length !== 1 || values[0]?.text.trim() !== eHealthId) throw new UntrustedMessage('assertion-other-holder');
}
