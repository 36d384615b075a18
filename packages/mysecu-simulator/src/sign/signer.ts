import { createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyPair } from '../options.ts';

const signAsync = promisify(sign);

/** A private key that was parsed once, and its certificate as messages carry it. */
export interface Signer {
  /** Base64 of the DER in lines of 64 characters. */
  readonly certificateLines: readonly string[];
  /** RSA-SHA256 over the canonical text, base64; runs on the thread pool. */
  sign(canonical: string): Promise<string>;
}

/** Parses a key pair. Thrown when it cannot be read: Node's own error. */
export function createSigner(pair: KeyPair): Signer {
  const key = createPrivateKey(pair.key);
  const certificate = new X509Certificate(pair.cert).raw.toString('base64');
  return {
    certificateLines: certificate.match(/.{1,64}/g) ?? [],
    sign: async (canonical) => (await signAsync('RSA-SHA256', Buffer.from(canonical), key)).toString('base64'),
  };
}

/** SHA-256 of a canonical text, base64. */
export function digestOf(canonical: string): string {
  return createHash('sha256').update(canonical).digest('base64');
}
