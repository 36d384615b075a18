import { X509Certificate } from 'node:crypto';
import type { PharmacyOptions } from './options.ts';

/** A pharmacy that the simulator knows, found by the certificate of its TLS connection. */
export interface Peer {
  readonly pharmacy: PharmacyOptions;
  readonly certificatePem: string;
  /** The DER of the certificate in base64 without line breaks, as messages carry it. */
  readonly certificateBase64: string;
  /** The subject as one line, most significant part last, as a SAML X509SubjectName. */
  readonly subject: string;
}

/** The pharmacies by certificate; each certificate is parsed once. */
export interface Pharmacies {
  /** The pharmacy that this certificate belongs to, or undefined for a stranger. */
  byCertificate(fingerprint256: string): Peer | undefined;
  /**
   * Adds a pharmacy, or replaces the one with the same id; its former certificates are then strangers', unless `keepFormer`: a platform
   * knows the old and the new one while a certificate is being replaced.
   */
  put(pharmacy: PharmacyOptions, keepFormer?: boolean): void;
}

/** Reads the pharmacies' certificates. Thrown when one is not a PEM certificate: Node's own error. */
export function createPharmacies(all: readonly PharmacyOptions[]): Pharmacies {
  const peers = new Map<string, Peer>();
  const put = (pharmacy: PharmacyOptions, keepFormer = false): void => {
    for (const [fingerprint, peer] of peers) if (peer.pharmacy.id === pharmacy.id && !keepFormer) peers.delete(fingerprint);
    const certificate = new X509Certificate(pharmacy.certificate);
    peers.set(certificate.fingerprint256, {
      pharmacy,
      certificatePem: certificate.toString(),
      certificateBase64: certificate.raw.toString('base64'),
      subject: certificate.subject.split('\n').reverse().join(', '),
    });
  };
  for (const pharmacy of all) put(pharmacy);
  return { byCertificate: (fingerprint) => peers.get(fingerprint), put };
}
