import type { KeyObject, X509Certificate } from 'node:crypto';
import { OfficineError } from '@officine/contracts';

/** A pharmacy's key pair, parsed once: it signs its messages and opens its TLS connections (protocol, section 1). */
export interface Credential {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
  readonly expiresAt: Date;
  /** SHA-256 of the certificate, hex without colons. Not secret. */
  readonly fingerprint: string;
  /** DER in base64 without line breaks, as messages carry it. */
  readonly certificateBase64: string;
}

/** Why a credential cannot be used. */
export type CredentialReason =
  | 'not-pkcs12'
  | 'wrong-passphrase'
  | 'no-private-key'
  | 'no-matching-certificate'
  | 'not-rsa-2048'
  | 'not-yet-valid'
  | 'expired'
  | 'no-username';

const SENTENCES: Readonly<Record<CredentialReason, string>> = {
  'not-pkcs12': 'the file is not a PKCS#12 file, or it is damaged',
  'wrong-passphrase': 'the passphrase does not open the PKCS#12 file',
  'no-private-key': 'the PKCS#12 file holds no private key, or more than one',
  'no-matching-certificate': 'no certificate in the PKCS#12 file belongs to its private key',
  'not-rsa-2048': 'the key is not RSA of at least 2048 bit',
  'not-yet-valid': 'the certificate is not valid yet',
  expired: 'the certificate has expired',
  'no-username': 'UsernameToken mode needs a user name and a password',
};

/** Thrown when one pharmacy's credential cannot be opened or used; says nothing of its content. */
export class CredentialError extends OfficineError {
  override readonly name = 'CredentialError';
  readonly reason: CredentialReason;

  constructor(reason: CredentialReason) {
    const outOfDate = reason === 'expired' || reason === 'not-yet-valid';
    super(outOfDate ? 'certificate-expired' : 'certificate-unreadable', {
      step: 'identity',
      detail: `${reason}: ${SENTENCES[reason]}`,
    });
    this.reason = reason;
  }
}

/** Thrown when `at` lies outside the certificate's validity: {@link CredentialError}. */
export function assertCurrent(credential: Pick<Credential, 'certificate'>, at: Date): void {
  if (at > credential.certificate.validToDate) throw new CredentialError('expired');
  if (at < credential.certificate.validFromDate) throw new CredentialError('not-yet-valid');
}
