import type { XmlElement } from 'libxml2-wasm';
import { DS, WSSE } from '../xml/namespaces.ts';
import type { CanonicalForm } from '../xml/read-canonical.ts';
import { canonicalForms } from './canonicalize.ts';
import { elementsOf, isNamed, type OpenMessage } from './open-message.ts';
import { type Forms, idOf, partsOf, type SignatureParts, verifyReference, verifySignature } from './signature.ts';
import type { TrustedSigner, TrustedSigners } from './trusted-signers.ts';
import { UntrustedMessage } from './untrusted.ts';

/** What a signed answer must look like. */
export interface MessagePolicy {
  readonly trust: TrustedSigners;
  /** The instant at which the signer's certificate must be valid. */
  readonly at: Date;
  /** Business answers sign their own KeyInfo too (section 3.3); for token answers that is not public. */
  readonly keyInfo: 'required' | 'optional';
}

/** A message that is believed: read it from here, never from what was received. */
export interface VerifiedMessage {
  readonly signer: TrustedSigner;
  /** The Body in the form that was digested, and what it says. */
  readonly body: CanonicalForm;
  /** Names of what the signature covers, in the order of its references. */
  readonly signed: readonly SignedPart[];
}

export interface SignedPart {
  readonly part: 'body' | 'key-info' | 'assertion';
  readonly id: string;
}

/** Whether a message carries any signature at all. */
export function isSigned(message: OpenMessage): boolean {
  return message.signatureCount > 0;
}

/**
 * Verifies the one signature of a SOAP message: in its `wsse:Security`, over the Body that is read and, where required, over
 * its own KeyInfo, and over nothing else (protocol, section 3.3). Thrown when any of it fails: {@link UntrustedMessage}.
 */
export function verifyMessage(message: OpenMessage, policy: MessagePolicy): VerifiedMessage {
  const parts = partsOf(message, onlySignature(message));
  const candidates = candidatesOf(message, parts);
  const forms = formsOf(message, parts, candidates);
  const { signer, references } = verifySignature(message.document, parts, forms, policy.trust, policy.at);
  const signed = new Map<Candidate, CanonicalForm>();
  for (const reference of references) {
    const named = candidates.find(({ element }) => idOf(forms.get(element)?.tree) === reference.id);
    if (named === undefined || signed.has(named)) throw new UntrustedMessage('reference-unexpected');
    if (reference.enveloped) throw new UntrustedMessage('transform-not-allowed');
    signed.set(named, verifyReference(message.document, named.element, reference, forms));
  }
  const missing = candidates.find(
    (candidate) => !signed.has(candidate) && (candidate.part === 'body' || policy.keyInfo === 'required'),
  );
  const body = [...signed].find(([{ part }]) => part === 'body')?.[1];
  const keyInfoIsThere = parts.keyInfo !== undefined || policy.keyInfo === 'optional';
  if (body === undefined || missing !== undefined || !keyInfoIsThere) throw new UntrustedMessage('reference-missing');
  return { signer, body, signed: [...signed].map(([{ part }, { tree }]) => ({ part, id: idOf(tree) ?? '' })) };
}

/** An element that a reference may name. */
interface Candidate {
  readonly part: SignedPart['part'];
  readonly element: XmlElement;
}

/** The very elements that are read afterwards, in document order: a reference to anything else is refused, not looked up. */
function candidatesOf({ body }: OpenMessage, { keyInfo }: SignatureParts): readonly Candidate[] {
  const candidate = { part: 'body', element: body } as const;
  return keyInfo === undefined ? [candidate] : [{ part: 'key-info', element: keyInfo }, candidate];
}

function formsOf({ document }: OpenMessage, { signedInfo }: SignatureParts, candidates: readonly Candidate[]): Forms {
  const elements = [signedInfo, ...candidates.map(({ element }) => element)];
  const forms = canonicalForms(document, elements);
  return new Map(elements.flatMap((element, index) => (forms[index] ? [[element, forms[index]]] : [])));
}

function onlySignature({ header, signatureCount }: OpenMessage): XmlElement {
  if (signatureCount === 0) throw new UntrustedMessage('unsigned');
  if (signatureCount > 1) throw new UntrustedMessage('several-signatures');
  const [security, second] = header === undefined ? [] : elementsOf(header).filter((child) => isNamed(child, WSSE, 'Security'));
  const signature = security && elementsOf(security).find((child) => isNamed(child, DS, 'Signature'));
  if (signature === undefined || second !== undefined) throw new UntrustedMessage('misplaced-signature');
  return signature;
}
