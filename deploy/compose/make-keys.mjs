// Keys of an installation on one machine, unless they are there: JWK sets for tokens and pseudonyms, an Ed25519 key for the audit.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '/keys'] = process.argv.slice(2);
const keySet = (alg, use) =>
  JSON.stringify({ keys: [{ kty: 'oct', kid: randomUUID(), k: randomBytes(32).toString('base64url'), alg, use }] });
const signingKey = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });

for (const [name, make] of [
  ['token-keys.json', () => keySet('A256GCM', 'enc')],
  ['pseudonym-keys.json', () => keySet('HS256', 'sig')],
  ['audit-signing-key.pem', signingKey],
]) {
  const file = join(folder, name);
  if (!existsSync(file)) {
    writeFileSync(file, make(), { mode: 0o400, flag: 'wx' });
  }
}
