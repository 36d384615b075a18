import type { KeyObject, X509Certificate } from 'node:crypto';
import { assertStrongRsa } from '../security/trusted-signers.ts';
import { assertCurrent, type Credential, CredentialError } from './credential.ts';
import { unpackAside } from './unpack-aside.ts';
import { type CredentialSource, UnpackError, type Unpacked, unpackPkcs12 } from './unpack-pkcs12.ts';

export type { CredentialSource, Unpacked } from './unpack-pkcs12.ts';

/**
 * Opens a PKCS#12 file, with modern (PBES2, AES) or legacy (RC2, 3DES) encryption, into native key objects. Costs some tens
 * of milliseconds of key derivation, on a thread of its own: open once and keep the result.
 * Thrown when it cannot be opened or its certificate is not valid at `at`: {@link CredentialError}.
 */
export async function openCredential(source: CredentialSource, at: Date = new Date()): Promise<Credential> {
  const { certificate, privateKey } = await unpackAside(source).catch(asCredentialError);
  const credential = createCredential(certificate, privateKey);
  assertCurrent(credential, at);
  return credential;
}

/** Takes a PKCS#12 file apart. Thrown when it cannot be opened, or its key has no certificate: {@link CredentialError}. */
export function unpack(source: CredentialSource): Unpacked {
  try {
    return unpackPkcs12(source);
  } catch (error) {
    return asCredentialError(error);
  }
}

/** Makes a credential of native objects. Thrown when the key is not RSA of 2048 bit or more: {@link CredentialError}. */
export function createCredential(certificate: X509Certificate, privateKey: KeyObject): Credential {
  try {
    assertStrongRsa(privateKey);
  } catch {
    throw new CredentialError('not-rsa-2048');
  }
  return {
    certificate,
    privateKey,
    expiresAt: certificate.validToDate,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    certificateBase64: certificate.raw.toString('base64'),
  };
}

function asCredentialError(error: unknown): never {
  throw error instanceof UnpackError ? new CredentialError(error.reason) : error;
}
