import { canonicalOf } from '../sign/canonical-text.ts';
import { prettySignature } from '../sign/pretty-signature.ts';
import type { Signer } from '../sign/signer.ts';
import { newCorrelationId } from '../wire/correlation-id.ts';
import { escapeAttribute, escapeText } from '../wire/escape.ts';
import { SAML, SAML_BEARER, SAML_SUCCESS, SAMLP, VORDEL_ATTRIBUTE, X509_SUBJECT_NAME, XS, XSI } from '../wire/namespaces.ts';
import { plainEnvelope } from './envelope.ts';

/** The issuer of the assertions (protocol section 3.1). */
export const ASSERTION_ISSUER = 'https://www-integration.esante.lu/auth/realms/organization';

/** A number that Luxembourg's own documentation publishes as an example; belongs to nobody. */
const PUBLISHED_TEST_MATRICULE = '1893120105732';

/** What an assertion is going to say, and who signs it. */
export interface IdentityPlan {
  /** Id of the AuthnRequest that is answered. */
  readonly inResponseTo: string;
  readonly subject: string;
  readonly certificateBase64: string;
  readonly eHealthId: string;
  readonly issuedAt: Date;
  readonly notBefore: Date;
  readonly notOnOrAfter: Date;
  readonly signer: Signer;
  /** True for a Response that holds no assertion, which is only ever a fault on demand. */
  readonly empty: boolean;
}

// Declared on the Response and not here: "exactly as received" is not text slicing (protocol section 3.5). `xs` is used in
// attribute values alone, so the assertion's digest depends on the PrefixList that names it.
const INHERITED = { saml: SAML, xs: XS };

/** The answer of the identity provider: one signed assertion in a Response (protocol section 3.1). */
export async function identityAnswer(plan: IdentityPlan, correlationId: string): Promise<string> {
  const assertion = plan.empty ? '' : `\n${await assertionText(plan)}`;
  const response = `    <samlp:Response xmlns:samlp="${SAMLP}" xmlns:saml="${SAML}" xmlns:xs="${XS}" ID="${newCorrelationId()}" InResponseTo="${escapeAttribute(plan.inResponseTo)}" IssueInstant="${plan.issuedAt.toISOString()}" Version="2.0">
      <saml:Issuer>${ASSERTION_ISSUER}</saml:Issuer>
      <samlp:Status>
        <samlp:StatusCode Value="${SAML_SUCCESS}"/>
      </samlp:Status>${assertion}
    </samlp:Response>`;
  return plainEnvelope(correlationId, response, 'eSanté identity provider');
}

async function assertionText(plan: IdentityPlan): Promise<string> {
  const id = newCorrelationId();
  const before = `<saml:Assertion ID="${id}" IssueInstant="${plan.issuedAt.toISOString()}" Version="2.0">
        <saml:Issuer>${ASSERTION_ISSUER}</saml:Issuer>
        `;
  const after = `
        <saml:Subject>
          <saml:NameID Format="${X509_SUBJECT_NAME}">${escapeText(plan.subject)}</saml:NameID>
          <saml:SubjectConfirmation Method="${SAML_BEARER}"/>
        </saml:Subject>
        <saml:Conditions NotBefore="${plan.notBefore.toISOString()}" NotOnOrAfter="${plan.notOnOrAfter.toISOString()}"/>
        <saml:AttributeStatement>
${attribute('userCertificate', plan.certificateBase64)}
${attribute('psMatricule', PUBLISHED_TEST_MATRICULE)}
${attribute('psEHealthID', plan.eHealthId)}
        </saml:AttributeStatement>
      </saml:Assertion>`;
  const part = { id, canonical: canonicalOf(before + after, INHERITED), enveloped: true, prefixes: ['xs'] };
  return `      ${before}${await prettySignature([part], plan.signer, { margin: '        ' })}${after}`;
}

function attribute(name: string, value: string): string {
  return `          <saml:Attribute Name="${name}" NameFormat="${VORDEL_ATTRIBUTE}">
            <saml:AttributeValue xmlns:xsi="${XSI}" xsi:type="xs:string">${escapeText(value)}</saml:AttributeValue>
          </saml:Attribute>`;
}
