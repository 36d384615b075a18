import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { writeSecret } from './write-secret.ts';

/** Files with the keys that services share, by the setting that names them. */
export interface ServiceKeys {
  readonly OFFICINE_TOKEN_KEYS_FILE: string;
  readonly OFFICINE_PSEUDONYM_KEYS_FILE: string;
  readonly OFFICINE_AUDIT_SIGNING_KEY_FILE: string;
  readonly OFFICINE_MONITOR_TOKEN_FILE: string;
}

/** Makes the services' own keys: JWK sets (RFC 7517) for tokens and pseudonyms, an Ed25519 key in PKCS#8 PEM for the audit, a bearer token for operators. */
export function makeServiceKeys(folder: string): ServiceKeys {
  const keySet = (alg: string, use: string) => JSON.stringify({ keys: [symmetricKey(alg, use)] });
  const { privateKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    OFFICINE_TOKEN_KEYS_FILE: writeSecret(join(folder, 'token-keys.json'), keySet('A256GCM', 'enc')),
    OFFICINE_PSEUDONYM_KEYS_FILE: writeSecret(join(folder, 'pseudonym-keys.json'), keySet('HS256', 'sig')),
    OFFICINE_AUDIT_SIGNING_KEY_FILE: writeSecret(join(folder, 'audit-signing-key.pem'), privateKey),
    OFFICINE_MONITOR_TOKEN_FILE: writeSecret(join(folder, 'monitor-token'), randomBytes(24).toString('base64url')),
  };
}

function symmetricKey(alg: string, use: string): object {
  return { kty: 'oct', kid: randomUUID(), k: randomBytes(32).toString('base64url'), alg, use };
}
