import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

/** A key pair for tests, PEM. */
export interface TestPair {
  readonly key: string;
  readonly cert: string;
}

/** Makes a self-signed RSA certificate. Keys are made, never kept: the repository holds none. */
export function makePair(commonName: string, options: { bits?: number; from?: Date; to?: Date } = {}): TestPair {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: options.bits ?? 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const key = forge.pki.privateKeyFromPem(privateKey);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = options.from ?? new Date('2026-01-01T00:00:00Z');
  certificate.validity.notAfter = options.to ?? new Date('2046-01-01T00:00:00Z');
  certificate.setSubject([{ shortName: 'CN', value: commonName }]);
  certificate.setIssuer([{ shortName: 'CN', value: commonName }]);
  certificate.sign(key, forge.md.sha256.create());
  return { key: privateKey, cert: forge.pki.certificateToPem(certificate) };
}

/** DER in base64 without line breaks. */
export function derOf(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s/g, '');
}
