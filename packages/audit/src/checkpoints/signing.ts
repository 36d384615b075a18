import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, importPKCS8 } from 'jose';

/** Signs what the audit vouches for. */
export interface Signer {
  /** RFC 7638 thumbprint-like name of the key: SHA-256 of its public half, base64url. */
  readonly kid: string;
  readonly publicKey: KeyObject;
  sign(type: string, payload: object): Promise<string>;
}

/** Makes a signer of a PKCS#8 PEM. Rejects with a `TypeError` when it holds no Ed25519 key. */
export async function signerOf(privateKeyPem: string): Promise<Signer> {
  const key = await importPKCS8(privateKeyPem, 'EdDSA');
  const publicKey = createPublicKey(privateKeyPem);
  const kid = kidOf(publicKey);
  return {
    kid,
    publicKey,
    sign: (type, payload) =>
      new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader({ alg: 'EdDSA', kid, typ: type }).sign(key),
  };
}

/** Names a public key: SHA-256 of its DER form (SPKI), base64url. */
export function kidOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

/**
 * The payload of a compact JWS of ours. Undefined when the signature, its algorithm, its type or its key is another: a
 * checkpoint must not pass for a purge record. Several keys: the audit's keys, past and present.
 */
export async function verifiedPayload(jws: string, type: string, publicKeys: readonly KeyObject[]): Promise<unknown> {
  for (const key of publicKeys) {
    try {
      const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
      if (protectedHeader.typ === type) {
        return JSON.parse(Buffer.from(payload).toString('utf8'));
      }
    } catch {
      // Another key may fit.
    }
  }
  return undefined;
}
