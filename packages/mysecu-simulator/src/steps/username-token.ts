import { createHash } from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import type { Call, Platform } from '../platform.ts';
import { assertFresh } from '../verify/timestamps.ts';
import { requiredChild, textOf } from '../wire/elements.ts';
import { BASE64_BINARY, PASSWORD_TEXT, WSSE, WSU } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';

/** Checks a `wsse:UsernameToken` (protocol section 3.2). Thrown when it is stale, replayed, or not this pharmacy's: a {@link Refusal}. */
export function checkUsernameToken(token: Element, call: Call, platform: Platform): void {
  const now = platform.now();
  const [username, password, nonce] = ['Username', 'Password', 'Nonce'].map((name) =>
    requiredChild(token, WSSE, name, 'wsse:InvalidSecurityToken'),
  ) as [Element, Element, Element];
  const isPlain = password.getAttribute('Type') === PASSWORD_TEXT;
  const encoding = nonce.getAttribute('EncodingType');
  if (!isPlain || (encoding !== null && encoding !== BASE64_BINARY)) {
    throw new Refusal('wsse:InvalidSecurityToken', 'the UsernameToken is not of the accepted form');
  }
  assertFresh(textOf(requiredChild(token, WSU, 'Created', 'wsse:InvalidSecurityToken')), now);
  const { pharmacy } = call.peer;
  const known = pharmacy.username !== undefined && pharmacy.password !== undefined;
  if (!known || textOf(username) !== pharmacy.username || textOf(password) !== passwordDigest(pharmacy.password)) {
    throw new Refusal('wst:FailedAuthentication', 'the user name or the password is wrong');
  }
  if (textOf(nonce) === '') throw new Refusal('wsse:InvalidSecurityToken', 'the Nonce is empty');
  platform.nonces.use(textOf(nonce), now);
}

function passwordDigest(password: string): string {
  return createHash('sha1').update(password, 'utf8').digest('base64');
}
