import type { VerifiedAnswer } from '../exchange.ts';
import type { OpenMessage } from '../security/open-message.ts';
import type { TrustedSigners } from '../security/trusted-signers.ts';
import { UntrustedMessage } from '../security/untrusted.ts';
import { verifyMessage } from '../security/verify-message.ts';
import { onlyChild, type XmlElementData } from '../xml/element.ts';
import { SYNC } from '../xml/namespaces.ts';

/**
 * Verifies and reads a business answer (protocol, section 3.3): one signature, by a trusted signer, over the Body and its own KeyInfo.
 * Thrown when it must not be believed: UntrustedMessage.
 */
export function readSyncAnswer(message: OpenMessage, trust: TrustedSigners, at: Date): Omit<VerifiedAnswer, 'correlationId'> {
  const { signer, body } = verifyMessage(message, { trust, at, keyInfo: 'required' });
  return { payload: payloadOf(body.tree), signer: { subject: signer.subject, fingerprint: signer.fingerprint } };
}

/** The institution's element inside a verified Body; undefined for an empty ResponseInfo, which the WSDL allows (section 2). */
function payloadOf(body: XmlElementData): XmlElementData | undefined {
  const info = body.children.length === 1 ? onlyChild(body, SYNC, 'ResponseInfo') : undefined;
  if (info === undefined || info.children.length > 1) throw new UntrustedMessage('wrong-body');
  return info.children[0];
}
