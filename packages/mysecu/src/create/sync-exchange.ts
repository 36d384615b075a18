import type { Caller, SessionToken, SyncRequest } from '../exchange.ts';
import type { KeyInfoForm } from '../wire/wire-profile.ts';
import { asCanonical, declarations } from '../xml/canonical-text.ts';
import { SYNC } from '../xml/namespaces.ts';
import { type Body, createBody } from './envelope.ts';
import { newId } from './message-id.ts';
import { securityHeader } from './security-header.ts';

/** The two halves of a business message; the SOAP client puts the envelope around them. */
export interface SyncExchangeParts {
  readonly header: string;
  readonly body: Body;
}

const MODEL_UID = /^[\w-]{1,32}$/;
const START = `<sync:RequestInfo${declarations({ sync: SYNC })} modelUID="`;

/** Builds and signs `get`: session token and certificate in the header, the Body alone signed (protocol, section 3.3). */
export async function createSyncExchange(
  caller: Caller,
  token: SessionToken,
  request: SyncRequest,
  keyInfo: KeyInfoForm,
): Promise<SyncExchangeParts> {
  if (!MODEL_UID.test(request.modelUid)) throw new TypeError('modelUid must be 1 to 32 of letters, digits, _ and -');
  const body = createBody(newId('Body'), asCanonical(`${START}${request.modelUid}">${request.payload}</sync:RequestInfo>`));
  const header = await securityHeader({
    credential: caller.credential,
    keyInfo,
    before: [token.xml],
    parts: [{ id: body.id, canonical: body.canonical }],
  });
  return { header, body };
}
