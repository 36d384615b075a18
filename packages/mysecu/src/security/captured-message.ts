import { readAssertion } from '../read/assertion.ts';
import { readCorrelationId } from '../read/correlation-id.ts';
import { readFault } from '../read/fault.ts';
import { PlatformRefusal } from '../read/platform-refusal.ts';
import { parseWireProfile } from '../wire/wire-profile.ts';
import { SAMLP, WST } from '../xml/namespaces.ts';
import { elementsOf, isNamed, type OpenMessage, openMessage } from './open-message.ts';
import { TrustedSigners } from './trusted-signers.ts';
import { UntrustedMessage, type UntrustedReason } from './untrusted.ts';
import { UNTRUSTED_SENTENCES } from './untrusted-sentences.ts';
import { type SignedPart, verifyMessage } from './verify-message.ts';

export type { SignedPart } from './verify-message.ts';

/** What the services' own verifier says of a captured answer. Holds nothing of its content. */
export type VerificationReport = { readonly correlationId?: string } & (
  | {
      readonly verified: true;
      readonly signer: { readonly subject: string; readonly fingerprint: string; readonly validTo: Date };
      readonly signed: readonly SignedPart[];
      /** Expanded name of the element inside the Body, `{namespace}local`. */
      readonly content: string;
      /** What cannot be judged of a captured message, because only its caller knows it. */
      readonly unjudged: readonly ('holder' | 'issuer' | 'request' | 'audience')[];
    }
  | {
      readonly verified: false;
      readonly reason: UntrustedReason;
      /** The reason in a sentence. */
      readonly because: string;
      /** SAML status, or code of the `soap:Fault`, where the message is one: a technical outcome, believed by nobody. */
      readonly fault?: string;
    }
);

/** Applies the verifier of business and identity answers to a captured message. Thrown when `signer` holds no usable certificate: Error. */
export function verifyCapturedMessage(
  bytes: Uint8Array,
  options: { readonly signer: string; readonly at?: Date },
): VerificationReport {
  const trust = TrustedSigners.fromPem(options.signer);
  const id = readCorrelationId(bytes);
  const handle = id === undefined ? {} : { correlationId: id };
  try {
    const message = openMessage(bytes);
    try {
      return { ...handle, ...reportOn(message, trust, options.at ?? new Date()) };
    } finally {
      message.close();
    }
  } catch (error) {
    if (error instanceof UntrustedMessage) return { ...handle, ...refusal(error.reason) };
    throw error;
  }
}

function reportOn(message: OpenMessage, trust: TrustedSigners, at: Date): VerificationReport {
  const fault = readFault(message);
  try {
    return { verified: true, ...verify(message, trust, at) };
  } catch (error) {
    // A Response that tells of a failure is not signed, and holds no assertion.
    if (error instanceof PlatformRefusal) return { ...refusal('assertion-missing'), fault: error.platformText };
    if (!(error instanceof UntrustedMessage)) throw error;
    return { ...refusal(error.reason), ...(fault === undefined ? {} : { fault: fault.code }) };
  }
}

function refusal(reason: UntrustedReason) {
  return { verified: false as const, reason, because: UNTRUSTED_SENTENCES[reason] };
}

function verify(message: OpenMessage, trust: TrustedSigners, at: Date) {
  const [content] = elementsOf(message.body);
  const name = content === undefined ? '' : `{${content.namespaceUri}}${content.name}`;
  if (content !== undefined && isNamed(content, SAMLP, 'Response')) {
    // As the services do, but for what only the caller knows: for whom and by which request it was asked.
    const { signer, assertion } = readAssertion(message, { trust, at, wire: parseWireProfile({}) });
    const signed = [{ part: 'assertion' as const, id: assertion.id }];
    return { signer: summary(signer), signed, content: name, unjudged: ['holder', 'issuer', 'request', 'audience'] as const };
  }
  const isOfTokenService = content !== undefined && content.namespaceUri === WST;
  const { signer, signed } = verifyMessage(message, { trust, at, keyInfo: isOfTokenService ? 'optional' : 'required' });
  return { signer: summary(signer), signed, content: name, unjudged: [] };
}

function summary({ subject, fingerprint, validTo }: ReturnType<TrustedSigners['select']>) {
  return { subject, fingerprint, validTo };
}
