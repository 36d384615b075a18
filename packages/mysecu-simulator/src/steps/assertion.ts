import type { Element } from '@xmldom/xmldom';
import { ASSERTION_ISSUER } from '../answers/identity-answer.ts';
import type { Call, Platform } from '../platform.ts';
import { readInstant } from '../verify/timestamps.ts';
import { checkXmlSignature, referencedIds } from '../verify/xml-signature.ts';
import { childrenNamed, requiredChild, textOf } from '../wire/elements.ts';
import { DSIG, SAML } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';

/** Checks the assertion of a token request, exactly as our identity provider issued it. Thrown when it is not: a {@link Refusal}. */
export function checkAssertion(assertion: Element, call: Call, platform: Platform): void {
  const refuse = (text: string): never => {
    throw new Refusal('wst:FailedAuthentication', text);
  };
  const signature = requiredChild(assertion, DSIG, 'Signature', 'wst:FailedAuthentication');
  const [id, ...more] = referencedIds(signature);
  if (more.length > 0 || id !== assertion.getAttribute('ID')) refuse("the assertion's signature does not cover the assertion");
  checkXmlSignature(call.message.text, signature, platform.idpCertificatePem);
  const issuer = textOf(requiredChild(assertion, SAML, 'Issuer', 'wst:FailedAuthentication'));
  if (issuer !== ASSERTION_ISSUER) refuse('the assertion was issued by somebody else');
  const conditions = requiredChild(assertion, SAML, 'Conditions', 'wst:FailedAuthentication');
  const now = platform.now().getTime();
  if (now < readInstant(conditions.getAttribute('NotBefore') ?? '')) refuse('the assertion is not valid yet');
  if (now >= readInstant(conditions.getAttribute('NotOnOrAfter') ?? '')) {
    throw new Refusal('wst:ExpiredData', 'the assertion has expired');
  }
  const { certificateBase64, pharmacy } = call.peer;
  if (attributeValue(assertion, 'userCertificate') !== certificateBase64) refuse("the assertion is another certificate's");
  if (attributeValue(assertion, 'psEHealthID') !== pharmacy.eHealthId) refuse("the assertion's psEHealthID is another holder's");
}

function attributeValue(assertion: Element, name: string): string {
  const statement = requiredChild(assertion, SAML, 'AttributeStatement', 'wst:FailedAuthentication');
  const attribute = childrenNamed(statement, SAML, 'Attribute').find((candidate) => candidate.getAttribute('Name') === name);
  return attribute === undefined ? '' : textOf(requiredChild(attribute, SAML, 'AttributeValue', 'wst:FailedAuthentication'));
}
