import { createHash } from 'node:crypto';
import type { XmlElement } from 'libxml2-wasm';
import type { SessionToken } from '../exchange.ts';
import { standaloneXml } from '../security/canonicalize.ts';
import { elementsOf, isNamed, type OpenMessage, openMessage } from '../security/open-message.ts';
import type { TrustedSigners } from '../security/trusted-signers.ts';
import { UntrustedMessage } from '../security/untrusted.ts';
import { isSigned, verifyMessage } from '../security/verify-message.ts';
import type { WireProfile } from '../wire/wire-profile.ts';
import { SOAP, WSSE, WST } from '../xml/namespaces.ts';
import { readInstant } from './instant.ts';
import { UnusableAnswer } from './unusable-answer.ts';

/** What a token answer must fit. */
export interface TokenExpectation {
  readonly trust: TrustedSigners;
  readonly at: Date;
  readonly wire: WireProfile;
}

/**
 * Reads the session token (protocol, section 3.2), from the signed bytes where the answer is signed.
 * Thrown when the signature is wrong or demanded and missing: {@link UntrustedMessage}; when there is no such token: {@link UnusableAnswer}.
 */
export function readTokenAnswer(message: OpenMessage, expected: TokenExpectation): SessionToken {
  return withBelievedBody(message, expected, (believed) => {
    const response = tokenResponse(believed.body);
    // The protocol names the token and not what stands around it; WS-Trust says RequestedSecurityToken.
    const requested = child(response, WST, 'RequestedSecurityToken') ?? response;
    const token = child(requested, WSSE, 'BinarySecurityToken');
    if (token === undefined || token.content.trim() === '') throw new UnusableAnswer('no-token');
    if (token.attr('ValueType')?.value !== expected.wire.tokenType) throw new UnusableAnswer('wrong-token-type');
    return {
      xml: standaloneXml(believed.document, token),
      id: createHash('sha256').update('officine-session-token\0').update(token.content.trim()).digest('base64url'),
      ...lifetime(response, expected),
    };
  });
}

/** Thrown when the answer to Cancel does not confirm it: {@link UnusableAnswer}, or {@link UntrustedMessage} as above. */
export function assertCancelled(message: OpenMessage, expected: TokenExpectation): void {
  withBelievedBody(message, expected, ({ body }) => {
    if (child(tokenResponse(body), WST, 'RequestedTokenCancelled') === undefined) throw new UnusableAnswer('not-cancelled');
  });
}

/** Verifies what is signed and reads that again, alone: what is read can only be what was digested. */
function withBelievedBody<T>(message: OpenMessage, { trust, at, wire }: TokenExpectation, read: (believed: OpenMessage) => T): T {
  if (!isSigned(message)) {
    if (wire.tokenAnswersSigned) throw new UntrustedMessage('unsigned');
    return read(message);
  }
  const { body } = verifyMessage(message, { trust, at, keyInfo: 'optional' });
  const believed = openMessage(Buffer.from(`<soap:Envelope xmlns:soap="${SOAP}">${body.bytes.toString('utf8')}</soap:Envelope>`));
  try {
    return read(believed);
  } finally {
    believed.close();
  }
}

/** The one RequestSecurityTokenResponse, plain or inside a Collection (protocol, section 3.5). */
function tokenResponse(body: XmlElement): XmlElement {
  const collection = child(body, WST, 'RequestSecurityTokenResponseCollection');
  const response = child(collection ?? body, WST, 'RequestSecurityTokenResponse');
  if (response === undefined) throw new UntrustedMessage('wrong-body');
  return response;
}

function lifetime(response: XmlElement, { at, wire }: TokenExpectation): Pick<SessionToken, 'issuedAt' | 'expiresAt'> {
  const element = child(response, WST, 'Lifetime');
  const text = (name: string): string | undefined =>
    element && elementsOf(element).find((candidate) => candidate.name === name)?.content;
  const expires = readInstant(text('Expires')) ?? new Date(at.getTime() + wire.tokenLifetimeMs);
  return { issuedAt: at, expiresAt: expires };
}

/** The only child of that name; undefined when it is missing or repeated. */
function child(parent: XmlElement, namespace: string, name: string): XmlElement | undefined {
  const [first, second] = elementsOf(parent).filter((candidate) => isNamed(candidate, namespace, name));
  return second === undefined ? first : undefined;
}
