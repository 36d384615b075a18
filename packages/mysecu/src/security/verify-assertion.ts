import { ParseOption, XmlDocument, type XmlElement } from 'libxml2-wasm';
import { asCanonical, type CanonicalXml } from '../xml/canonical-text.ts';
import type { XmlElementData } from '../xml/element.ts';
import { DS, SAML } from '../xml/namespaces.ts';
import { canonicalForm, standaloneXml } from './canonicalize.ts';
import { elementsOf, isNamed, type OpenMessage, openMessage } from './open-message.ts';
import { type Forms, idOf, partsOf, verifyReference, verifySignature } from './signature.ts';
import type { TrustedSigner, TrustedSigners } from './trusted-signers.ts';
import { UntrustedMessage } from './untrusted.ts';

/** An assertion whose signature was verified; its conditions are still to be checked. */
export interface VerifiedAssertion {
  readonly id: string;
  readonly signer: TrustedSigner;
  /** The element that stands alone, signature included: what is sent on. */
  readonly xml: string;
  /** The assertion without its signature, read from the bytes that were digested. */
  readonly content: XmlElementData;
}

const NO_FORMS: Forms = new Map();

/**
 * Verifies an assertion's enveloped signature (protocol, section 3.1): one reference, to the assertion itself.
 * The element is changed on the way, so nothing of the open message may be read afterwards.
 * Thrown when the signature is missing or wrong: {@link UntrustedMessage}.
 */
export function verifyAssertion(message: OpenMessage, assertion: XmlElement, trust: TrustedSigners, at: Date): VerifiedAssertion {
  const signature = elementsOf(assertion).find((child) => isNamed(child, DS, 'Signature'));
  if (signature === undefined) throw new UntrustedMessage('unsigned');
  const { signer, references } = verifySignature(message.document, partsOf(message, signature), NO_FORMS, trust, at);
  const [reference, ...more] = references;
  if (reference === undefined || more.length > 0) throw new UntrustedMessage('reference-unexpected');
  if (!reference.enveloped) throw new UntrustedMessage('transform-not-allowed');
  // Only now: carrying all namespaces over is the costliest step, and no stranger shall choose how costly.
  const xml = standaloneXml(message.document, assertion);
  // The enveloped-signature transform: the same tree without the signature.
  signature.remove();
  const { tree } = verifyReference(message.document, assertion, reference, NO_FORMS);
  if (idOf(tree) !== reference.id) throw new UntrustedMessage('reference-unexpected');
  return { id: reference.id, signer, xml, content: tree };
}

/** The canonical text of an assertion, its signature included: what a token request's reference digests. */
export function canonicalAssertion(xml: string): CanonicalXml {
  const document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE });
  try {
    return asCanonical(canonicalForm(document, document.root).bytes.toString('utf8'));
  } finally {
    document.dispose();
  }
}

/** Whether an element is a SAML 2.0 assertion. */
export function isAssertion(element: XmlElement): boolean {
  return isNamed(element, SAML, 'Assertion');
}

/**
 * Verifies the assertion's own signature once more, in the message that is about to leave (protocol, section 3.5).
 * Thrown when carrying it over broke it: {@link UntrustedMessage}.
 */
export function assertAssertionIntact(envelope: string, trust: TrustedSigners, at: Date): void {
  const message = openMessage(Buffer.from(envelope));
  try {
    const security = message.header && elementsOf(message.header)[0];
    const assertion = security && elementsOf(security).find(isAssertion);
    if (assertion === undefined) throw new UntrustedMessage('assertion-missing');
    verifyAssertion(message, assertion, trust, at);
  } catch (error) {
    throw new UntrustedMessage('assertion-broken-in-request', { cause: error });
  } finally {
    message.close();
  }
}
