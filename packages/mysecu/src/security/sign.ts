import { hash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { type CanonicalXml, declarations } from '../xml/canonical-text.ts';
import { DS, EXC_C14N, RSA_SHA256, SHA256, WSSE, X509_V3 } from '../xml/namespaces.ts';

/** An element to sign, already in the canonical form that its reference announces. */
export interface PartToSign {
  readonly id: string;
  readonly canonical: CanonicalXml;
  /** PrefixList of the reference's InclusiveNamespaces; the canonical text must declare these prefixes. */
  readonly prefixes?: readonly string[];
}

/** What `ds:KeyInfo` names (protocol, section 3.3). */
export type KeyInfoPlan = { readonly tokenId: string } | { readonly certificate: string };

const signOnThreadPool = promisify<string, Uint8Array, KeyObject, Buffer>(sign);

// Written in canonical form, so that the text that leaves is the text that was signed and no tree is ever built for it.
const SIGNED_INFO = `<ds:SignedInfo${declarations({ ds: DS })}><ds:CanonicalizationMethod Algorithm="${EXC_C14N}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="${RSA_SHA256}"></ds:SignatureMethod>`;
const DIGEST = `</ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>`;

/** Signs parts with RSA-SHA256 on the thread pool and returns the whole `ds:Signature` (protocol, section 3.1). */
export async function signParts(parts: readonly PartToSign[], key: KeyObject, keyInfo: KeyInfoPlan): Promise<string> {
  const signedInfo = `${SIGNED_INFO}${parts.map(reference).join('')}</ds:SignedInfo>`;
  const value = await signOnThreadPool('sha256', Buffer.from(signedInfo), key);
  return `<ds:Signature${declarations({ ds: DS })}>${signedInfo}<ds:SignatureValue>${value.toString('base64')}</ds:SignatureValue>${keyInfoText(keyInfo)}</ds:Signature>`;
}

function reference({ id, canonical, prefixes = [] }: PartToSign): string {
  const inclusive =
    prefixes.length === 0
      ? ''
      : `<ec:InclusiveNamespaces${declarations({ ec: EXC_C14N })} PrefixList="${prefixes.join(' ')}"></ec:InclusiveNamespaces>`;
  const digest = hash('sha256', canonical, 'base64');
  return `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${EXC_C14N}">${inclusive}${DIGEST}${digest}</ds:DigestValue></ds:Reference>`;
}

function keyInfoText(plan: KeyInfoPlan): string {
  const content =
    'tokenId' in plan
      ? `<wsse:SecurityTokenReference${declarations({ wsse: WSSE })}><wsse:Reference URI="#${plan.tokenId}" ValueType="${X509_V3}"></wsse:Reference></wsse:SecurityTokenReference>`
      : `<ds:X509Data><ds:X509Certificate>${plan.certificate}</ds:X509Certificate></ds:X509Data>`;
  return `<ds:KeyInfo>${content}</ds:KeyInfo>`;
}
