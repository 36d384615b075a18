import { readCorrelationId } from '../read/correlation-id.ts';
import { readFault } from '../read/fault.ts';
import { SAMLP } from '../xml/namespaces.ts';
import { elementsOf, isNamed, type OpenMessage, openMessage } from './open-message.ts';
import { TrustedSigners } from './trusted-signers.ts';
import { UntrustedMessage, type UntrustedReason } from './untrusted.ts';
import { isAssertion, verifyAssertion } from './verify-assertion.ts';
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
    }
  | {
      readonly verified: false;
      readonly reason: UntrustedReason;
      /** Code of the `soap:Fault`, where the message is one: a technical outcome, believed by nobody. */
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
    if (error instanceof UntrustedMessage) return { ...handle, verified: false, reason: error.reason };
    throw error;
  }
}

function reportOn(message: OpenMessage, trust: TrustedSigners, at: Date): VerificationReport {
  const fault = readFault(message);
  try {
    return { verified: true, ...verify(message, trust, at) };
  } catch (error) {
    if (!(error instanceof UntrustedMessage)) throw error;
    return { verified: false, reason: error.reason, ...(fault === undefined ? {} : { fault: fault.code }) };
  }
}

function verify(message: OpenMessage, trust: TrustedSigners, at: Date) {
  const [content] = elementsOf(message.body);
  const name = content === undefined ? '' : `{${content.namespaceUri}}${content.name}`;
  if (content !== undefined && isNamed(content, SAMLP, 'Response')) {
    const assertion = elementsOf(content).find(isAssertion);
    if (assertion === undefined) throw new UntrustedMessage('assertion-missing');
    if (message.signatureCount > 1) throw new UntrustedMessage('several-signatures');
    const { signer, id } = verifyAssertion(message, assertion, trust, at);
    return { signer: summary(signer), signed: [{ part: 'assertion' as const, id }], content: name };
  }
  const { signer, signed } = verifyMessage(message, { trust, at, keyInfo: 'required' });
  return { signer: summary(signer), signed, content: name };
}

function summary({ subject, fingerprint, validTo }: ReturnType<TrustedSigners['select']>) {
  return { subject, fingerprint, validTo };
}
