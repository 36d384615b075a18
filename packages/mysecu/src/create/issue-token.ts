import type { Assertion, Caller } from '../exchange.ts';
import { canonicalAssertion } from '../security/verify-assertion.ts';
import type { WireProfile } from '../wire/wire-profile.ts';
import { asCanonical, type CanonicalXml, declarations, escapeAttribute, escapeText } from '../xml/canonical-text.ts';
import { AUTH, AUTH_CLAIMS, WSA, WSP, WST } from '../xml/namespaces.ts';
import { createBody, createEnvelope } from './envelope.ts';
import { newId } from './message-id.ts';
import { securityHeader } from './security-header.ts';
import { createUsernameToken } from './username-token.ts';

/** What a token request says beyond its caller. */
export interface IssuePlan {
  /** AppliesTo: the business service's URL. */
  readonly appliesTo: string;
  readonly at: Date;
  readonly wire: WireProfile;
}

/** The signed message of step 2 with the assertion as received; assertion and Body are signed (protocol, section 3.2). */
export async function createIssueWithAssertion(caller: Caller, assertion: Assertion, plan: IssuePlan): Promise<string> {
  const body = createBody(newId('Body'), requestToken(caller.codePrestataire, plan));
  const header = await securityHeader({
    credential: caller.credential,
    keyInfo: plan.wire.keyInfo.token,
    [plan.wire.assertionPosition === 'before-signature' ? 'before' : 'after']: [assertion.xml],
    parts: [
      { id: assertion.id, canonical: canonicalAssertion(assertion.xml) },
      { id: body.id, canonical: body.canonical },
    ],
  });
  return createEnvelope(header, body);
}

/** The signed message of step 2 for establishments without the identity provider (protocol, section 3.2). */
export async function createIssueWithUsername(
  caller: Caller,
  login: { readonly username: string; readonly password: string },
  plan: IssuePlan,
): Promise<string> {
  const body = createBody(newId('Body'), requestToken(caller.codePrestataire, plan));
  const tokenId = newId('UsernameToken');
  const token = createUsernameToken(tokenId, login, plan.at);
  const header = await securityHeader({
    credential: caller.credential,
    keyInfo: plan.wire.keyInfo.token,
    before: [token],
    parts: [
      { id: tokenId, canonical: token },
      { id: body.id, canonical: body.canonical },
    ],
  });
  return createEnvelope(header, body);
}

function requestToken(codePrestataire: string, { appliesTo, wire }: IssuePlan): CanonicalXml {
  const auth = declarations({ auth: AUTH });
  return asCanonical(
    `<wst:RequestSecurityToken${declarations({ wst: WST })}>` +
      `<wst:RequestType>${WST}/Issue</wst:RequestType><wst:TokenType>${escapeText(wire.tokenType)}</wst:TokenType>` +
      `<wsp:AppliesTo${declarations({ wsp: WSP })}><wsa:EndpointReference${declarations({ wsa: WSA })}><wsa:Address>${escapeText(appliesTo)}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>` +
      `<wst:Claims Dialect="${AUTH_CLAIMS}"><auth:ClaimType${auth} Uri="${escapeAttribute(wire.claimUri)}"><auth:Value>${escapeText(codePrestataire)}</auth:Value></auth:ClaimType></wst:Claims>` +
      '</wst:RequestSecurityToken>',
  );
}
