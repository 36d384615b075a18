import type { Caller } from '../exchange.ts';
import type { WireProfile } from '../wire/wire-profile.ts';
import { asCanonical, type CanonicalXml, declarations, escapeAttribute, escapeText } from '../xml/canonical-text.ts';
import {
  SAML,
  SAML_BEARER,
  SAML_SOAP_BINDING,
  SAML_UNSPECIFIED_NAME,
  SAML_X509_CLASS,
  SAMLP,
  SOAP,
  WSSE,
  WSU,
} from '../xml/namespaces.ts';
import { createBody, createEnvelope } from './envelope.ts';
import { newId } from './message-id.ts';
import { securityHeader } from './security-header.ts';

/** What an AuthnRequest says beyond its caller. */
export interface AuthnRequestPlan {
  /** The request's own id; the answer may name it as InResponseTo. */
  readonly id: string;
  readonly destination: string;
  /** Issuer and AssertionConsumerServiceURL: mySecu's base URL. */
  readonly baseUrl: string;
  readonly at: Date;
  readonly wire: WireProfile;
}

/** The signed message of step 1: a SAML 2.0 AuthnRequest with three signed parts (protocol, section 3.1). */
export async function createAuthnRequest(caller: Caller, plan: AuthnRequestPlan): Promise<string> {
  const body = createBody(newId('Body'), authnRequest(caller.eHealthId, plan));
  const timestampId = newId('Timestamp');
  const timestamp = createTimestamp(timestampId, plan.at, plan.wire.timestampLifetimeMs);
  const header = await securityHeader({
    credential: caller.credential,
    keyInfo: plan.wire.keyInfo.identity,
    before: [timestamp],
    parts: [
      { id: timestampId, canonical: timestamp, prefixes: ['soap', 'wsse'] },
      { id: body.id, canonical: body.canonical, prefixes: ['soap'] },
    ],
    signCertificate: true,
  });
  return createEnvelope(header, body);
}

function authnRequest(eHealthId: string, { id, destination, baseUrl, at }: AuthnRequestPlan): CanonicalXml {
  const url = escapeAttribute(baseUrl);
  const saml = declarations({ saml2: SAML });
  return asCanonical(
    `<saml2p:AuthnRequest${declarations({ saml2p: SAMLP })} AssertionConsumerServiceURL="${url}" Destination="${escapeAttribute(destination)}" ID="${id}" IssueInstant="${at.toISOString()}" ProtocolBinding="${SAML_SOAP_BINDING}" Version="2.0">` +
      `<saml2:Issuer${saml}>${escapeText(baseUrl)}</saml2:Issuer>` +
      `<saml2p:Extensions><saml2:Attribute${saml} Name="psEHealthID" NameFormat="${SAML_UNSPECIFIED_NAME}"><saml2:AttributeValue>${escapeText(eHealthId)}</saml2:AttributeValue></saml2:Attribute></saml2p:Extensions>` +
      `<saml2:Subject${saml}><saml2:SubjectConfirmation Method="${SAML_BEARER}"></saml2:SubjectConfirmation></saml2:Subject>` +
      `<saml2p:RequestedAuthnContext Comparison="minimum"><saml2:AuthnContextClassRef${saml}>${SAML_X509_CLASS}</saml2:AuthnContextClassRef></saml2p:RequestedAuthnContext>` +
      '</saml2p:AuthnRequest>',
  );
}

function createTimestamp(id: string, at: Date, lifetimeMs: number): CanonicalXml {
  const expires = new Date(at.getTime() + lifetimeMs);
  return asCanonical(
    `<wsu:Timestamp${declarations({ soap: SOAP, wsse: WSSE, wsu: WSU })} wsu:Id="${id}"><wsu:Created>${at.toISOString()}</wsu:Created><wsu:Expires>${expires.toISOString()}</wsu:Expires></wsu:Timestamp>`,
  );
}
