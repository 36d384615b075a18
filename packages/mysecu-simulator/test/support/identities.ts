import { X509Certificate } from 'node:crypto';
import type { KeyPair, PharmacyOptions, SimulatorOptions } from '../../src/index.ts';
import { makeCertificate } from '../../src/index.ts';

/** A pharmacy with its key, as its own software holds it. */
export interface TestPharmacy extends PharmacyOptions {
  readonly key: string;
  readonly certificateBase64: string;
}

/** Everything a simulator and its clients need; made once for a test file, as RSA keys take their time. */
export interface TestIdentities {
  readonly ca: KeyPair;
  readonly options: Pick<SimulatorOptions, 'tls' | 'tlsAuthority' | 'signer' | 'idpSigner' | 'pharmacies'>;
  readonly pharmacy: TestPharmacy;
  readonly neighbour: TestPharmacy;
  /** Has a certificate of the right CA, but no pharmacy belongs to it. */
  readonly stranger: TestPharmacy;
}

export async function makeTestIdentities(): Promise<TestIdentities> {
  const ca = await makeCertificate({ subject: { CN: 'Test CA', C: 'LU' }, authority: true });
  const [tls, signer, idpSigner, one, two, three] = await Promise.all([
    makeCertificate({ subject: { CN: '127.0.0.1' }, issuer: ca, hosts: ['127.0.0.1', 'localhost'] }),
    makeCertificate({ subject: { CN: 'ws.mysecu.lu', OU: 'Signature API' }, issuer: ca }),
    makeCertificate({ subject: { CN: 'idp', OU: 'eSanté' }, issuer: ca }),
    makeCertificate({ subject: { CN: 'Pharmacie Une', C: 'LU' }, issuer: ca }),
    makeCertificate({ subject: { CN: 'Pharmacie Deux', C: 'LU' }, issuer: ca }),
    makeCertificate({ subject: { CN: 'Inconnue', C: 'LU' }, issuer: ca }),
  ] as const);
  const pharmacyOf = (id: string, pair: KeyPair, digit: string): TestPharmacy => ({
    id,
    codePrestataire: `9000000${digit}`,
    eHealthId: `123456789${digit}`,
    certificate: pair.cert,
    key: pair.key,
    certificateBase64: new X509Certificate(pair.cert).raw.toString('base64'),
    username: `user-${digit}`,
    password: `pass-é-${digit}`,
  });
  const [pharmacy, neighbour, stranger] = [
    pharmacyOf('ph-1', one, '1'),
    pharmacyOf('ph-2', two, '2'),
    pharmacyOf('ph-3', three, '3'),
  ];
  return {
    ca,
    pharmacy,
    neighbour,
    stranger,
    options: { tls: { ...tls, clientCa: ca.cert }, tlsAuthority: ca, signer, idpSigner, pharmacies: [pharmacy, neighbour] },
  };
}
