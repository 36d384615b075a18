import type { Caller, SessionToken } from '../exchange.ts';
import type { WireProfile } from '../wire/wire-profile.ts';
import { asCanonical, declarations } from '../xml/canonical-text.ts';
import { WST } from '../xml/namespaces.ts';
import { createBody, createEnvelope } from './envelope.ts';
import { newId } from './message-id.ts';
import { securityHeader } from './security-header.ts';

const CANCEL = asCanonical(
  `<wst:RequestSecurityToken${declarations({ wst: WST })}><wst:RequestType>${WST}/Cancel</wst:RequestType><wst:CancelTarget></wst:CancelTarget></wst:RequestSecurityToken>`,
);

/** The signed logout message: an empty CancelTarget, the session token in the header (protocol, sections 3.2 and 3.5). */
export async function createCancelToken(caller: Caller, token: SessionToken, wire: WireProfile): Promise<string> {
  const body = createBody(newId('Body'), CANCEL);
  const header = await securityHeader({
    credential: caller.credential,
    keyInfo: wire.keyInfo.cancel,
    before: [token.xml],
    parts: [{ id: body.id, canonical: body.canonical }],
  });
  return createEnvelope(header, body);
}
