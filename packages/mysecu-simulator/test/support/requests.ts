import { createHash, randomUUID } from 'node:crypto';
import {
  AUTH_CLAIMS,
  AUTHORIZATION,
  BASE64_BINARY,
  CNS,
  ESPACE_ID_CLAIM,
  PASSWORD_TEXT,
  SAML,
  SAML_BEARER,
  SAML_SOAP_BINDING,
  SAML_X509_CONTEXT,
  SAMLP,
  SESSION_TOKEN,
  SOAP,
  SYNC,
  UNSPECIFIED_ATTRIBUTE,
  WSSE,
  WST,
  WST_CANCEL,
  WST_ISSUE,
  WSU,
  X509V3,
} from '../../src/wire/namespaces.ts';
import type { TestPharmacy } from './identities.ts';

/** An envelope that is ready to be signed. */
export function envelope(header: string, body: string): string {
  return `<soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:wsse="${WSSE}" xmlns:wsu="${WSU}"><soapenv:Header><wsse:Security soapenv:mustUnderstand="1">${header}</wsse:Security></soapenv:Header><soapenv:Body wsu:Id="body">${body}</soapenv:Body></soapenv:Envelope>`;
}

export function x509Token(pharmacy: TestPharmacy): string {
  return `<wsse:BinarySecurityToken EncodingType="${BASE64_BINARY}" ValueType="${X509V3}" wsu:Id="x509">${pharmacy.certificateBase64}</wsse:BinarySecurityToken>`;
}

export function timestamp(from: Date, seconds = 300): string {
  const until = new Date(from.getTime() + seconds * 1_000);
  return `<wsu:Timestamp wsu:Id="ts"><wsu:Created>${from.toISOString()}</wsu:Created><wsu:Expires>${until.toISOString()}</wsu:Expires></wsu:Timestamp>`;
}

export function authnRequest(eHealthId: string, destination: string, at: Date): string {
  return `<saml2p:AuthnRequest xmlns:saml2p="${SAMLP}" xmlns:saml2="${SAML}" ID="_${randomUUID()}" Version="2.0" IssueInstant="${at.toISOString()}" Destination="${destination}" AssertionConsumerServiceURL="https://ws.mysecu.lu:7443" ProtocolBinding="${SAML_SOAP_BINDING}"><saml2:Issuer>https://ws.mysecu.lu:7443</saml2:Issuer><saml2p:Extensions><saml2:Attribute Name="psEHealthID" NameFormat="${UNSPECIFIED_ATTRIBUTE}"><saml2:AttributeValue>${eHealthId}</saml2:AttributeValue></saml2:Attribute></saml2p:Extensions><saml2:Subject><saml2:SubjectConfirmation Method="${SAML_BEARER}"/></saml2:Subject><saml2p:RequestedAuthnContext Comparison="minimum"><saml2:AuthnContextClassRef>${SAML_X509_CONTEXT}</saml2:AuthnContextClassRef></saml2p:RequestedAuthnContext></saml2p:AuthnRequest>`;
}

export function issueRequest(espaceId: string, address: string, tokenType: string = SESSION_TOKEN): string {
  return `<wst:RequestSecurityToken xmlns:wst="${WST}"><wst:RequestType>${WST_ISSUE}</wst:RequestType><wst:TokenType>${tokenType}</wst:TokenType><wsp:AppliesTo xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"><wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>${address}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo><wst:Claims Dialect="${AUTH_CLAIMS}"><auth:ClaimType xmlns:auth="${AUTHORIZATION}" Uri="${ESPACE_ID_CLAIM}"><auth:Value>${espaceId}</auth:Value></auth:ClaimType></wst:Claims></wst:RequestSecurityToken>`;
}

export function cancelRequest(): string {
  return `<wst:RequestSecurityToken xmlns:wst="${WST}"><wst:RequestType>${WST_CANCEL}</wst:RequestType><wst:CancelTarget/></wst:RequestSecurityToken>`;
}

export function usernameToken(username: string, password: string, nonce: string, at: Date): string {
  const digest = createHash('sha1').update(password).digest('base64');
  return `<wsse:UsernameToken wsu:Id="user"><wsse:Username>${username}</wsse:Username><wsse:Password Type="${PASSWORD_TEXT}">${digest}</wsse:Password><wsse:Nonce EncodingType="${BASE64_BINARY}">${nonce}</wsse:Nonce><wsu:Created>${at.toISOString()}</wsu:Created></wsse:UsernameToken>`;
}

export function requestInfo(modelUid: string, root: string, fields: Readonly<Record<string, string>>): string {
  const inside = Object.entries(fields).map(([name, value]) => `<cns:${name}>${value}</cns:${name}>`);
  return `<sync:RequestInfo xmlns:sync="${SYNC}" modelUID="${modelUid}"><cns:${root} xmlns:cns="${CNS}">${inside.join('')}</cns:${root}></sync:RequestInfo>`;
}
