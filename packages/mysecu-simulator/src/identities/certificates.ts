import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import type { KeyPair } from '../options.ts';

const generateKeyPairAsync = promisify(generateKeyPair);
const DAY_MS = 86_400_000;

/** What a throw-away certificate says. */
export interface CertificateRequest {
  /** Attributes of the subject, most significant last, for example `{ CN: 'ws.mysecu.lu', C: 'LU' }`. */
  readonly subject: Readonly<Partial<Record<'CN' | 'OU' | 'O' | 'L' | 'C', string>>>;
  /** Who signs it; absent for a self-signed one. */
  readonly issuer?: KeyPair;
  readonly authority?: boolean;
  /** Addresses and names that a TLS server has. */
  readonly hosts?: readonly string[];
  /** Default 30 days. */
  readonly days?: number;
}

/** Makes an RSA-2048 key and a certificate for it. Nothing made here is meant to outlive a test or a demonstration. */
export async function makeCertificate(request: CertificateRequest): Promise<KeyPair> {
  const { privateKey } = await generateKeyPairAsync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const key = forge.pki.privateKeyFromPem(privateKey);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = serialNumber(randomBytes(12));
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + (request.days ?? 30) * DAY_MS);
  const subject = Object.entries(request.subject).map(([shortName, value]) => ({ shortName, value }));
  certificate.setSubject(subject);
  const issuer = request.issuer && forge.pki.certificateFromPem(request.issuer.cert);
  certificate.setIssuer(issuer?.subject.attributes ?? subject);
  certificate.setExtensions(extensionsOf(request));
  certificate.sign(request.issuer ? forge.pki.privateKeyFromPem(request.issuer.key) : key, forge.md.sha256.create());
  return { key: privateKey, cert: forge.pki.certificateToPem(certificate) };
}

/**
 * A certificate's serial number, as hexadecimal digits: a positive DER integer without a superfluous leading zero byte, which
 * OpenSSL refuses as padding (X.690, 8.3.2; RFC 5280, 4.1.2.2).
 */
export function serialNumber(random: Uint8Array): string {
  const bytes = Uint8Array.from(random);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

/** Puts a key pair into a PKCS#12 file with modern encryption. */
export function makePkcs12(pair: KeyPair, passphrase: string): Uint8Array {
  const key = forge.pki.privateKeyFromPem(pair.key);
  const file = forge.pkcs12.toPkcs12Asn1(key, [forge.pki.certificateFromPem(pair.cert)], passphrase, { algorithm: 'aes256' });
  return Buffer.from(forge.asn1.toDer(file).getBytes(), 'binary');
}

function extensionsOf({ authority = false, hosts = [] }: CertificateRequest): object[] {
  const names = hosts.map((host) => (/^[\d.]+$|:/.test(host) ? { type: 7, ip: host } : { type: 2, value: host }));
  return [
    { name: 'basicConstraints', cA: authority, critical: true },
    authority
      ? { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }
      : { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'subjectKeyIdentifier' },
    ...(names.length > 0 ? [{ name: 'subjectAltName', altNames: names }] : []),
  ];
}
