import type { Step } from '../step.ts';

const STATES: Readonly<Record<string, readonly [yes: string, no: string]>> = {
  reponseAffiliation: ['AFFILIE', 'NON_AFFILIE'],
  reponseAccident: ['OUVERT', 'CLOTURE'],
  reponsePrescripteur: ['ACTIF', 'INACTIF'],
};

/** Matches the first signature of our own messages. */
export const SIGNATURE = /<dsig:Signature [\s\S]*?<\/dsig:Signature>/;
const BODY = /<soap:Body wsu:Id="([^"]+)">[\s\S]*<\/soap:Body>/;
const ASSERTION = /<saml:Assertion ID="([^"]+)"[\s\S]*<\/saml:Assertion>/;

/** The signed element of a message of ours, and its id. Thrown when there is none: an Error. */
export function signedElement(message: string, step: Step): { readonly id: string; readonly text: string } {
  const [text, id] = (step === 'identity' ? ASSERTION : BODY).exec(message) ?? [];
  if (text === undefined || id === undefined) throw new Error('the message holds nothing that is signed');
  return { id, text };
}

/** The same text saying the opposite: another state, or another eHealth ID. */
export function forged(text: string, step: Step): string {
  if (step === 'identity') return text.replace(/(Name="psEHealthID"[\s\S]*?xs:string">)\d+/, '$19999999999');
  const root = /<cns:(reponse\w+)/.exec(text)?.[1] ?? '';
  const [yes, no] = STATES[root] ?? ['', ''];
  return text.replace(/<cns:etat>([^<]*)</, (_, state) => `<cns:etat>${state === yes ? no : yes}<`);
}
