import type { Element } from '@xmldom/xmldom';
import { tokenAnswer } from '../answers/token-answer.ts';
import type { Answered, Call, Platform } from '../platform.ts';
import { checkMessageSignature } from '../verify/message-signature.ts';
import { senderToken } from '../verify/sender.ts';
import { childElements, optionalChild, requiredChild, textOf } from '../wire/elements.ts';
import { AUTH_CLAIMS, AUTHORIZATION, ESPACE_ID_CLAIM, SAML, SESSION_TOKEN, WSSE, WST, WST_ISSUE } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';
import { checkAssertion } from './assertion.ts';
import { checkUsernameToken } from './username-token.ts';

/** WS-Trust Issue at the token service (protocol section 3.2). Thrown when the request is refused: a {@link Refusal}. */
export async function answerToken(call: Call, platform: Platform): Promise<Answered> {
  const { message, peer, cryptography } = call;
  const assertion = optionalChild(message.security, SAML, 'Assertion', 'wsse:InvalidSecurity');
  const username = optionalChild(message.security, WSSE, 'UsernameToken', 'wsse:InvalidSecurity');
  const proof = assertion ?? username;
  if (proof === undefined || (assertion !== undefined && username !== undefined)) {
    throw new Refusal('wst:FailedAuthentication', 'the header holds neither an assertion nor a UsernameToken, or both');
  }
  const others = assertion === undefined ? 0 : 1;
  // Only the assertion's form of the request is known to carry the X.509 token; beside a UsernameToken KeyInfo may do.
  if (assertion !== undefined) senderToken(message, peer.certificateBase64);
  checkMessageSignature(message, peer, { covers: [proof, message.body], others, cryptography });
  if (assertion !== undefined) checkAssertion(assertion, call, platform);
  else checkUsernameToken(proof, call, platform);
  assertRequest(message.content, call, platform);
  return { text: await issued(call, platform) };
}

async function issued(call: Call, platform: Platform): Promise<string> {
  const { tokenLifetimeMs, announceLifetime, signTokenAnswers } = platform.settings();
  const issuedAt = platform.now();
  const expiresAt = new Date(issuedAt.getTime() + tokenLifetimeMs);
  const plan = {
    token: platform.tokens.issue(call.peer, expiresAt),
    issuedAt,
    expiresAt: announceLifetime ? expiresAt : undefined,
    signer: signTokenAnswers ? platform.signer : undefined,
  };
  return tokenAnswer(call.alter.token?.(plan) ?? plan, call.correlationId);
}

function assertRequest(request: Element, call: Call, platform: Platform): void {
  const text = (name: string): string => textOf(requiredChild(request, WST, name, 'wst:InvalidRequest'));
  if (text('RequestType') !== WST_ISSUE) throw new Refusal('wst:InvalidRequest', 'the RequestType is not Issue');
  if (text('TokenType') !== SESSION_TOKEN) throw new Refusal('wst:InvalidRequest', 'the TokenType is not the session token');
  if (appliesTo(request) !== platform.appliesTo) throw new Refusal('wst:InvalidScope', 'AppliesTo is not the business service');
  const claims = requiredChild(request, WST, 'Claims', 'wst:InvalidRequest');
  const [claim, ...more] = childElements(claims);
  const isEspaceId =
    claims.getAttribute('Dialect') === AUTH_CLAIMS &&
    claim?.namespaceURI === AUTHORIZATION &&
    claim.localName === 'ClaimType' &&
    claim.getAttribute('Uri') === ESPACE_ID_CLAIM;
  if (claim === undefined || more.length > 0 || !isEspaceId)
    throw new Refusal('wst:InvalidRequest', 'the one claim is not espaceid');
  if (textOf(requiredChild(claim, AUTHORIZATION, 'Value', 'wst:InvalidRequest')) !== call.peer.pharmacy.codePrestataire) {
    throw new Refusal('wst:InvalidScope', 'the espaceid does not belong to the certificate');
  }
}

/** WS-Policy and WS-Addressing exist in two namespaces each, and which one the platform reads is not public: names decide. */
function appliesTo(request: Element): string {
  let at = request;
  for (const name of ['AppliesTo', 'EndpointReference', 'Address']) {
    const next = childElements(at).find((child) => child.localName === name && child.namespaceURI !== WST);
    if (next === undefined) throw new Refusal('wst:InvalidRequest', 'there is no address in AppliesTo');
    at = next;
  }
  return textOf(at);
}
