import { join } from 'node:path';
import { type KeyPair, makeCertificate } from '@officine/mysecu-simulator';
import { writeSecret } from './write-secret.ts';

/** The keys of an invented platform: its CA, its TLS server, and who signs for mySecu and for the identity provider. */
export interface PlatformIdentities {
  readonly ca: KeyPair;
  readonly tls: KeyPair;
  readonly signer: KeyPair;
  readonly idpSigner: KeyPair;
  /** Certificates in PEM, for whoever talks to the platform. */
  readonly tlsCaFile: string;
  readonly signerFile: string;
  readonly idpSignerFile: string;
}

/** Makes the keys of a platform and writes its certificates, never its private keys, into `folder`. */
export async function makePlatform(folder: string): Promise<PlatformIdentities> {
  const ca = await makeCertificate({ subject: { CN: 'Devstack CA', O: 'Invented', C: 'LU' }, authority: true });
  const [tls, signer, idpSigner] = await Promise.all([
    makeCertificate({ subject: { CN: '127.0.0.1', O: 'Invented', C: 'LU' }, issuer: ca, hosts: ['127.0.0.1', 'localhost'] }),
    makeCertificate({ subject: { CN: 'ws.mysecu.lu', OU: 'Signature API', O: 'Invented', C: 'LU' }, issuer: ca }),
    makeCertificate({ subject: { CN: 'idp.devstack.example', OU: 'Assertions', O: 'Invented', C: 'LU' }, issuer: ca }),
  ]);
  return {
    ...{ ca, tls, signer, idpSigner },
    tlsCaFile: writeSecret(join(folder, 'tls-ca.pem'), ca.cert),
    signerFile: writeSecret(join(folder, 'signer.pem'), signer.cert),
    idpSignerFile: writeSecret(join(folder, 'idp-signer.pem'), idpSigner.cert),
  };
}
