import { canonicalBody } from '../answers/envelope.ts';
import { digestOf } from '../sign/signer.ts';
import { STEPS } from '../step.ts';
import { newCorrelationId } from '../wire/correlation-id.ts';
import type { FaultKind } from './fault-kind.ts';
import { forged, SIGNATURE, signedElement } from './forgery.ts';

const SIGNED_STEPS = ['identity', 'get'] as const;
const FOREIGN = 'xmlns:sim="urn:officine:simulator"';

/** Attacks on a message that was properly signed before. Numbers refer to the attack catalogue of the reliability notes. */
export const tamperings = {
  unsigned: {
    says: 'the signature is taken out (8)',
    steps: SIGNED_STEPS,
    tamper: (message) => message.replace(SIGNATURE, ''),
  },
  'bad-signature': {
    says: 'one character of the SignatureValue is changed',
    steps: SIGNED_STEPS,
    tamper: (message) =>
      message.replace(/(<dsig:SignatureValue>)(.)/, (_, start, first) => `${start}${first === 'A' ? 'B' : 'A'}`),
  },
  'wrong-body': {
    says: 'what was signed says the opposite afterwards',
    steps: SIGNED_STEPS,
    tamper: (message, step) => forged(message, step),
  },
  'duplicate-id': {
    says: 'a second element carries the id of the signed one (2)',
    steps: SIGNED_STEPS,
    tamper: (message, step) => {
      const { id } = signedElement(message, step);
      return step === 'identity'
        ? withExtensions(message, `<sim:Copy ${FOREIGN} ID="${id}"/>`)
        : inHeader(message, `<sim:Copy ${FOREIGN} wsu:Id="${id}"/>`);
    },
  },
  doctype: {
    says: 'a document type declaration with an entity stands before the envelope (12)',
    steps: STEPS,
    tamper: (message) => message.replace('?>\n', '?>\n<!DOCTYPE soap:Envelope [<!ENTITY etat "AFFILIE">]>\n'),
  },
  'extra-signature': {
    says: 'a second Signature follows the genuine one (4)',
    steps: SIGNED_STEPS,
    tamper: (message) =>
      message.replace(
        SIGNATURE,
        (signature) => `${signature}\n${signature.replace(/KeyInfo Id="[^"]+"/, `KeyInfo Id="${newCorrelationId()}"`)}`,
      ),
  },
  'comment-in-digest': {
    says: 'the digest of a forged Body stands as a comment before the genuine DigestValue (5)',
    steps: ['get'],
    tamper: (message, step) => {
      const { text } = signedElement(message, step);
      const body = forged(text, step);
      return message
        .replace(text, () => body)
        .replace('<dsig:DigestValue>', `<dsig:DigestValue><!--${digestOf(canonicalBody(body))}-->`);
    },
  },
  wrapped: {
    says: 'the signed element is moved aside and a forged one stands in its place (1)',
    steps: SIGNED_STEPS,
    tamper: (message, step) => {
      const { id, text } = signedElement(message, step);
      const fake = forged(text, step).replace(id, newCorrelationId()).replace(SIGNATURE, '');
      const replaced = message.replace(text, () => fake);
      const aside = `<sim:Aside ${FOREIGN}>${text}</sim:Aside>`;
      return step === 'identity' ? withExtensions(replaced, aside) : inHeader(replaced, aside);
    },
  },
  'replay-old-answer': {
    says: 'the last genuine answer to the same question, byte for byte; genuine where there was none (15)',
    steps: ['get'],
    tamper: (message, _step, earlier) => earlier ?? message,
  },
} satisfies Record<string, FaultKind>;

function inHeader(message: string, element: string): string {
  return message.replace('</soap:Header>', () => `${element}</soap:Header>`);
}

function withExtensions(message: string, element: string): string {
  return message.replace('<samlp:Status>', () => `<samlp:Extensions>${element}</samlp:Extensions><samlp:Status>`);
}
