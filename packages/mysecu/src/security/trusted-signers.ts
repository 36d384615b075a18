import { type KeyObject, X509Certificate } from 'node:crypto';
import { UntrustedMessage } from './untrusted.ts';

/** A certificate that may sign answers; its key was parsed once. */
export interface TrustedSigner {
  /** The subject on one line, such as `C=LU, O=…, CN=ws.mysecu.lu`. */
  readonly subject: string;
  /** SHA-256 of the certificate, hex with colons. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
  readonly validFrom: Date;
  readonly validTo: Date;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Who may sign: exactly the certificates of one PEM file. What a message names only selects among them, it never adds one.
 * A certificate authority in the file vouches for nobody: pharmacies' certificates may come from the same one.
 */
export class TrustedSigners {
  readonly #signers: ReadonlyMap<string, TrustedSigner>;

  private constructor(signers: ReadonlyMap<string, TrustedSigner>) {
    this.#signers = signers;
  }

  /** Reads a PEM file's text. Thrown when it holds no certificate, or one whose key is not RSA of 2048 bit or more: Error. */
  static fromPem(pem: string): TrustedSigners {
    const signers = new Map<string, TrustedSigner>();
    for (const [block] of pem.matchAll(CERTIFICATE)) {
      const certificate = new X509Certificate(block);
      assertStrongRsa(certificate.publicKey);
      signers.set(certificate.raw.toString('base64'), {
        subject: certificate.subject.split('\n').join(', '),
        fingerprint: certificate.fingerprint256,
        publicKey: certificate.publicKey,
        validFrom: certificate.validFromDate,
        validTo: certificate.validToDate,
      });
    }
    if (signers.size === 0) throw new Error('the file of trusted signers holds no certificate');
    return new TrustedSigners(signers);
  }

  /**
   * The signer that a message names by its certificate (base64 DER without white space), valid at that instant.
   * Without a name, the only one there is. Thrown when there is none: {@link UntrustedMessage}.
   */
  select(certificate: string | undefined, at: Date): TrustedSigner {
    const signer = certificate === undefined ? this.#only() : this.#signers.get(certificate);
    if (signer === undefined) throw new UntrustedMessage(certificate === undefined ? 'signer-not-named' : 'wrong-signer');
    if (at < signer.validFrom || at > signer.validTo) throw new UntrustedMessage('signer-not-valid-now');
    return signer;
  }

  #only(): TrustedSigner | undefined {
    return this.#signers.size === 1 ? this.#signers.values().next().value : undefined;
  }
}

/** Thrown when a key is not RSA of 2048 bit or more: Error. */
export function assertStrongRsa(key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < 2048) throw new Error('only RSA keys of 2048 bit or more are accepted');
}
