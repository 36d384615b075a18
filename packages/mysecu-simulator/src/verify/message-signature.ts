import type { Element } from '@xmldom/xmldom';
import type { Peer } from '../pharmacies.ts';
import { childrenNamed } from '../wire/elements.ts';
import { idOf, type Message } from '../wire/message.ts';
import { DSIG } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';
import { keyInfoForm } from './sender.ts';
import { checkXmlSignature, referencedIds } from './xml-signature.ts';

/** What a step demands of the signature in the security header. */
export interface SignatureDemand {
  /** Elements that must be signed; nothing else may be. */
  readonly covers: readonly Element[];
  /** Elements that may be signed as well, where the protocol leaves it open. */
  readonly mayCover?: readonly Element[];
  /** Signatures that stand elsewhere in the message, such as an assertion's own. Default 0. */
  readonly others?: number;
  /** False in bench mode: everything is checked but the cryptography. */
  readonly cryptography: boolean;
}

/**
 * Checks the one signature of the security header: what it covers, the key it names, and the signature itself.
 * Thrown when any of it is wrong: a {@link Refusal}.
 */
export function checkMessageSignature(message: Message, peer: Peer, demand: SignatureDemand): void {
  const [signature, ...more] = childrenNamed(message.security, DSIG, 'Signature');
  if (signature === undefined) throw new Refusal('wsse:InvalidSecurity', 'the message is not signed');
  if (more.length > 0 || message.signatures.length !== 1 + (demand.others ?? 0)) {
    throw new Refusal('wsse:InvalidSecurity', 'the message holds more signatures than the step has');
  }
  assertCoverage(message, signature, demand);
  keyInfoForm(message, signature, peer.certificateBase64);
  if (demand.cryptography) checkXmlSignature(message.text, signature, peer.certificatePem);
}

function assertCoverage(message: Message, signature: Element, demand: SignatureDemand): void {
  const ids = referencedIds(signature);
  const signed = ids.map((id) => message.byId.get(id));
  if (new Set(ids).size !== ids.length) throw new Refusal('wsse:InvalidSecurity', 'a Reference stands twice');
  for (const element of demand.covers) {
    if (idOf(element) === undefined || !signed.includes(element)) {
      throw new Refusal('wsse:InvalidSecurity', `${element.localName} is not covered by the signature`);
    }
  }
  const allowed = [...demand.covers, ...(demand.mayCover ?? [])];
  if (signed.some((element) => element === undefined || !allowed.includes(element))) {
    throw new Refusal('wsse:InvalidSecurity', 'the signature covers something that the step does not sign');
  }
}
