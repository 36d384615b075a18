import type { Credential } from '../credentials/credential.ts';
import { type KeyInfoPlan, type PartToSign, signParts } from '../security/sign.ts';
import type { KeyInfoForm } from '../wire/wire-profile.ts';
import { asCanonical, type CanonicalXml, declarations } from '../xml/canonical-text.ts';
import { BASE64_BINARY, SOAP, WSSE, WSU, X509_V3 } from '../xml/namespaces.ts';
import { newId } from './message-id.ts';

/** What goes into one `wsse:Security` header. */
export interface SecurityPlan {
  readonly credential: Credential;
  readonly keyInfo: KeyInfoForm;
  /** Tokens before the signature, besides the certificate. */
  readonly before?: readonly string[];
  /** Tokens after the signature. */
  readonly after?: readonly string[];
  readonly parts: readonly PartToSign[];
  /** Sign the certificate's token as well (protocol, section 3.1). */
  readonly signCertificate?: boolean;
}

const SECURITY = `<wsse:Security${declarations({ wsse: WSSE })} soap:mustUnderstand="1">`;
const TOKEN = `<wsse:BinarySecurityToken${declarations({ soap: SOAP, wsse: WSSE, wsu: WSU })} EncodingType="${BASE64_BINARY}" ValueType="${X509_V3}" wsu:Id="`;

/** Builds and signs a `wsse:Security` header; it stands inside an element that binds the prefix `soap`. */
export async function securityHeader(plan: SecurityPlan): Promise<string> {
  const id = newId('X509');
  const token = certificateToken(plan.credential, id);
  const parts = plan.signCertificate ? [...plan.parts, { id, canonical: token, prefixes: ['soap'] }] : plan.parts;
  const signature = await signParts(parts, plan.credential.privateKey, keyInfoPlan(plan, id));
  return `${SECURITY}${token}${(plan.before ?? []).join('')}${signature}${(plan.after ?? []).join('')}</wsse:Security>`;
}

function certificateToken(credential: Credential, id: string): CanonicalXml {
  return asCanonical(`${TOKEN}${id}">${credential.certificateBase64}</wsse:BinarySecurityToken>`);
}

function keyInfoPlan({ keyInfo, credential }: SecurityPlan, tokenId: string): KeyInfoPlan {
  return keyInfo === 'x509-data' ? { certificate: credential.certificateBase64 } : { tokenId };
}
