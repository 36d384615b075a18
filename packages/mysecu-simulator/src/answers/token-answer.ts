import type { Signer } from '../sign/signer.ts';
import { newCorrelationId } from '../wire/correlation-id.ts';
import { BASE64_BINARY, SESSION_TOKEN, WSSE, WST } from '../wire/namespaces.ts';
import { plainEnvelope, signedEnvelope } from './envelope.ts';

/** What a token answer is going to say. */
export interface TokenPlan {
  /** Base64; undefined for an answer without a token, which is only ever a fault on demand. */
  readonly token: string | undefined;
  readonly issuedAt: Date;
  /** Undefined when the answer does not tell the lifetime. */
  readonly expiresAt: Date | undefined;
  /** Undefined for a plain answer. */
  readonly signer: Signer | undefined;
}

/** The answer to Issue: a plain RequestSecurityTokenResponse (protocol sections 3.2 and 3.5). */
export function tokenAnswer(plan: TokenPlan, correlationId: string): Promise<string> {
  const token =
    plan.token === undefined
      ? ''
      : `
      <wst:RequestedSecurityToken>
        <wsse:BinarySecurityToken xmlns:wsse="${WSSE}" EncodingType="${BASE64_BINARY}" ValueType="${SESSION_TOKEN}" wsu:Id="${newCorrelationId()}">${plan.token}</wsse:BinarySecurityToken>
      </wst:RequestedSecurityToken>`;
  const lifetime =
    plan.expiresAt === undefined
      ? ''
      : `
      <wst:Lifetime>
        <wsu:Created>${plan.issuedAt.toISOString()}</wsu:Created>
        <wsu:Expires>${plan.expiresAt.toISOString()}</wsu:Expires>
      </wst:Lifetime>`;
  return answer(`<wst:TokenType>${SESSION_TOKEN}</wst:TokenType>${token}${lifetime}`, plan.signer, correlationId);
}

/** The answer to Cancel (WS-Trust 1.3, section 7). */
export function cancelAnswer(signer: Signer | undefined, correlationId: string): Promise<string> {
  return answer('<wst:RequestedTokenCancelled/>', signer, correlationId);
}

async function answer(content: string, signer: Signer | undefined, correlationId: string): Promise<string> {
  const response = `    <wst:RequestSecurityTokenResponse xmlns:wst="${WST}">
      ${content}
    </wst:RequestSecurityTokenResponse>`;
  return signer === undefined ? plainEnvelope(correlationId, response) : signedEnvelope(correlationId, response, signer);
}
