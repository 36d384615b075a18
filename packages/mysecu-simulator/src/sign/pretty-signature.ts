import { DSIG, ENVELOPED, EXC_C14N, RSA_SHA256, SHA256 } from '../wire/namespaces.ts';
import { canonicalOf } from './canonical-text.ts';
import { digestOf, type Signer } from './signer.ts';

/** One element to be signed. */
export interface SignedPart {
  readonly id: string;
  /** Its exclusive canonical form, without the signature where that is enveloped. */
  readonly canonical: string;
  readonly enveloped?: boolean;
  /** Prefixes to name in `InclusiveNamespaces`; `canonical` must declare them. */
  readonly prefixes?: readonly string[];
}

const INHERITED = { dsig: DSIG };

/**
 * A `dsig:Signature` as the platform writes it: indented, line breaks inside the certificate, and all that white space
 * signed (protocol section 3.5). With `keyInfoId` the KeyInfo is signed too (section 3.3).
 */
export async function prettySignature(
  parts: readonly SignedPart[],
  signer: Signer,
  options: { readonly margin: string; readonly keyInfoId?: string },
): Promise<string> {
  const inner = `${options.margin}  `;
  const keyInfo = keyInfoText(signer, inner, options.keyInfoId);
  const all =
    options.keyInfoId === undefined ? parts : [...parts, { id: options.keyInfoId, canonical: canonicalOf(keyInfo, INHERITED) }];
  const signedInfo = signedInfoText(all, inner);
  const value = await signer.sign(canonicalOf(signedInfo, INHERITED));
  return [
    `<dsig:Signature xmlns:dsig="${DSIG}">`,
    `${inner}${signedInfo}`,
    `${inner}<dsig:SignatureValue>${value}</dsig:SignatureValue>`,
    `${inner}${keyInfo}`,
    `${options.margin}</dsig:Signature>`,
  ].join('\n');
}

function signedInfoText(parts: readonly SignedPart[], margin: string): string {
  return [
    '<dsig:SignedInfo>',
    `${margin}  <dsig:CanonicalizationMethod Algorithm="${EXC_C14N}"/>`,
    `${margin}  <dsig:SignatureMethod Algorithm="${RSA_SHA256}"/>`,
    ...parts.flatMap((part) => referenceLines(part).map((line) => `${margin}  ${line}`)),
    `${margin}</dsig:SignedInfo>`,
  ].join('\n');
}

function referenceLines(part: SignedPart): string[] {
  const inclusive = part.prefixes?.length
    ? `<ec:InclusiveNamespaces xmlns:ec="${EXC_C14N}" PrefixList="${part.prefixes.join(' ')}"/>`
    : '';
  return [
    `<dsig:Reference URI="#${part.id}">`,
    '  <dsig:Transforms>',
    ...(part.enveloped === true ? [`    <dsig:Transform Algorithm="${ENVELOPED}"/>`] : []),
    `    <dsig:Transform Algorithm="${EXC_C14N}">${inclusive}</dsig:Transform>`,
    '  </dsig:Transforms>',
    `  <dsig:DigestMethod Algorithm="${SHA256}"/>`,
    `  <dsig:DigestValue>${digestOf(part.canonical)}</dsig:DigestValue>`,
    '</dsig:Reference>',
  ];
}

function keyInfoText(signer: Signer, margin: string, id: string | undefined): string {
  return [
    id === undefined ? '<dsig:KeyInfo>' : `<dsig:KeyInfo Id="${id}">`,
    `${margin}  <dsig:X509Data>`,
    `${margin}    <dsig:X509Certificate>`,
    ...signer.certificateLines,
    `${margin}    </dsig:X509Certificate>`,
    `${margin}  </dsig:X509Data>`,
    `${margin}</dsig:KeyInfo>`,
  ].join('\n');
}
