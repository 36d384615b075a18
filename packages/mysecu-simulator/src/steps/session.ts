import type { Element } from '@xmldom/xmldom';
import type { Call, Platform } from '../platform.ts';
import { binaryTokens } from '../verify/sender.ts';
import { textOf } from '../wire/elements.ts';
import { SESSION_TOKEN } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';

/** The session token of the header. Thrown when it is missing, or not in force for this sender: a {@link Refusal}. */
export function checkedSession(call: Call, platform: Platform): { readonly element: Element; readonly token: string } {
  const [element, ...more] = binaryTokens(call.message, SESSION_TOKEN);
  if (element === undefined || more.length > 0) {
    throw new Refusal('wsse:InvalidSecurity', 'the header does not hold exactly one session token');
  }
  const token = textOf(element);
  platform.tokens.assertValid(token, call.peer, platform.now());
  return { element, token };
}
