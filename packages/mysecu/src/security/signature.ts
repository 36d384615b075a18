import { hash, verify } from 'node:crypto';
import { XmlComment, type XmlDocument, XmlElement, type XmlTreeNode } from 'libxml2-wasm';
import type { XmlElementData } from '../xml/element.ts';
import { DS, EXC_C14N } from '../xml/namespaces.ts';
import type { CanonicalForm } from '../xml/read-canonical.ts';
import { canonicalForm } from './canonicalize.ts';
import { elementsOf, firstElementOf, isNamed, type OpenMessage } from './open-message.ts';
import { decodeBase64, namedCertificate, type Reference, readSignedInfo, splitPrefixes } from './signed-info.ts';
import type { TrustedSigner, TrustedSigners } from './trusted-signers.ts';
import { UntrustedMessage } from './untrusted.ts';

/** The parts of a `ds:Signature`, in the one order that is accepted. Nothing in them is verified yet. */
export interface SignatureParts {
  readonly signedInfo: XmlElement;
  readonly value: XmlElement;
  readonly keyInfo: XmlElement | undefined;
}

/** A signature whose value was verified with a trusted key. Its references are still mere claims. */
export interface VerifiedSignature {
  readonly signer: TrustedSigner;
  readonly references: readonly Reference[];
}

/** Canonical forms by element; made ahead where several are needed at once. */
export type Forms = ReadonlyMap<XmlElement, CanonicalForm>;

/** Takes a signature of a message apart. Thrown when it holds comments or another set of children: {@link UntrustedMessage}. */
export function partsOf({ hasComments }: Pick<OpenMessage, 'hasComments'>, signature: XmlElement): SignatureParts {
  if (hasComments) assertNoComments(signature);
  const [signedInfo, value, keyInfo, ...more] = elementsOf(signature);
  if (signedInfo === undefined || value === undefined || more.length > 0) throw new UntrustedMessage('malformed-signature');
  // The names of the other two are read from their canonical forms, where they count.
  if (!isNamed(value, DS, 'SignatureValue')) throw new UntrustedMessage('malformed-signature');
  return { signedInfo, value, keyInfo };
}

/**
 * Verifies a signature's value over its SignedInfo, with a key from the trust file alone.
 * Thrown when algorithms, signer or value are not as they must be: {@link UntrustedMessage}.
 */
export function verifySignature(
  document: XmlDocument,
  { signedInfo, value, keyInfo }: SignatureParts,
  forms: Forms,
  trust: TrustedSigners,
  at: Date,
): VerifiedSignature {
  const prefixes = claimedPrefixes(signedInfo);
  const info = formOf(document, signedInfo, prefixes, forms);
  const references = readSignedInfo(info.tree, prefixes);
  const certificate = keyInfo && namedCertificate(formOf(document, keyInfo, [], forms).tree);
  const signer = trust.select(certificate, at);
  const isGood = verify('sha256', info.bytes, signer.publicKey, decodeBase64(value.content));
  if (!isGood) throw new UntrustedMessage('signature-mismatch');
  return { signer, references };
}

/**
 * Checks one reference against the very element it must name, and returns what was digested: whatever is read from the
 * element must be read from this. Thrown when the digest differs: {@link UntrustedMessage}.
 */
export function verifyReference(document: XmlDocument, element: XmlElement, reference: Reference, forms: Forms): CanonicalForm {
  const form = formOf(document, element, reference.prefixes, forms);
  if (!hash('sha256', form.bytes, 'buffer').equals(reference.digest)) throw new UntrustedMessage('digest-mismatch');
  return form;
}

/** The value of an element's id attribute: `wsu:Id`, `Id`, `ID` or `id`; undefined when it has none or several. */
export function idOf(element: XmlElementData | undefined): string | undefined {
  if (element === undefined) return undefined;
  const ids = [...element.attributes].filter(([name]) => /(?:^|\})id$/i.test(name));
  return ids.length === 1 ? ids[0]?.[1] : undefined;
}

function formOf(document: XmlDocument, element: XmlElement, prefixes: readonly string[], forms: Forms): CanonicalForm {
  const ready = prefixes.length === 0 ? forms.get(element) : undefined;
  return ready ?? canonicalForm(document, element, prefixes);
}

// The one thing needed before SignedInfo can be canonicalised; compared again with what the signed bytes say.
function claimedPrefixes(signedInfo: XmlElement): readonly string[] {
  const method = firstElementOf(signedInfo);
  const inclusive = method && firstElementOf(method);
  if (inclusive === undefined || !isNamed(inclusive, EXC_C14N, 'InclusiveNamespaces')) return [];
  return splitPrefixes(inclusive.attr('PrefixList')?.value ?? '');
}

function assertNoComments(element: XmlElement): void {
  for (let node: XmlTreeNode | null = element.firstChild; node !== null; node = node.next) {
    if (node instanceof XmlComment) throw new UntrustedMessage('comment-in-signature');
    if (node instanceof XmlElement) assertNoComments(node);
  }
}
