import { createHash, randomBytes } from 'node:crypto';
import { asCanonical, type CanonicalXml, declarations, escapeText } from '../xml/canonical-text.ts';
import { BASE64_BINARY, PASSWORD_TEXT, WSSE, WSU } from '../xml/namespaces.ts';

/**
 * A `wsse:UsernameToken` whose PasswordText holds Base64(SHA-1(password)): the platform's own rule, whatever one thinks
 * of it; TLS and the signature over the token are what protects it (protocol, section 3.2).
 */
export function createUsernameToken(
  id: string,
  login: { readonly username: string; readonly password: string },
  at: Date,
): CanonicalXml {
  const password = createHash('sha1').update(login.password, 'utf8').digest('base64');
  const nonce = randomBytes(16).toString('base64');
  return asCanonical(
    `<wsse:UsernameToken${declarations({ wsse: WSSE, wsu: WSU })} wsu:Id="${id}"><wsse:Username>${escapeText(login.username)}</wsse:Username>` +
      `<wsse:Password Type="${PASSWORD_TEXT}">${password}</wsse:Password><wsse:Nonce EncodingType="${BASE64_BINARY}">${nonce}</wsse:Nonce>` +
      `<wsu:Created>${at.toISOString()}</wsu:Created></wsse:UsernameToken>`,
  );
}
