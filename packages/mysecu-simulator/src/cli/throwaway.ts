import { randomBytes } from 'node:crypto';
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCertificate, makePkcs12 } from '../identities/certificates.ts';
import type { SimulatorOptions } from '../options.ts';

/** A platform with one pharmacy, made for the occasion, and where its files stand. */
export interface Throwaway {
  readonly options: SimulatorOptions;
  readonly files: {
    readonly tlsCa: string;
    readonly signer: string;
    readonly idpSigner: string;
    readonly credentialsDirectory: string;
  };
  /** Removes the files again, and each folder that is empty then: keys must not outlive what they were made for. */
  remove(): Promise<void>;
}

const PHARMACY = { id: 'ph-0001', codePrestataire: '90000001', eHealthId: '1234567890' };

/** Makes a CA, the platform's keys and one pharmacy, and writes what a client needs into `directory` (mode 0600); `host` is what the TLS certificate names. */
export async function makeThrowaway(directory: string, host: string): Promise<Throwaway> {
  const ca = await makeCertificate({ subject: { CN: 'Officine simulator CA', C: 'LU' }, authority: true });
  const [tls, signer, idpSigner, pharmacy] = await Promise.all([
    makeCertificate({ subject: { CN: host }, issuer: ca, hosts: [host, 'localhost', '127.0.0.1'] }),
    makeCertificate({ subject: { CN: 'ws.mysecu.lu', OU: 'Signature API' }, issuer: ca }),
    makeCertificate({ subject: { CN: 'Simulated identity provider' }, issuer: ca }),
    makeCertificate({ subject: { CN: 'Pharmacie simulée', C: 'LU' }, issuer: ca }),
  ] as const);
  const credentialsDirectory = join(directory, 'credentials');
  await mkdir(join(credentialsDirectory, PHARMACY.id), { recursive: true, mode: 0o700 });
  const passphrase = randomBytes(18).toString('base64url');
  const files = {
    tlsCa: join(directory, 'ca.pem'),
    signer: join(directory, 'signer.pem'),
    idpSigner: join(directory, 'idp-signer.pem'),
    credentialsDirectory,
  };
  const contents: [string, string | Uint8Array][] = [
    [files.tlsCa, ca.cert],
    [files.signer, signer.cert],
    [files.idpSigner, idpSigner.cert],
    [join(credentialsDirectory, PHARMACY.id, 'certificate.p12'), makePkcs12(pharmacy, passphrase)],
    [join(credentialsDirectory, PHARMACY.id, 'passphrase'), passphrase],
  ];
  await Promise.all(contents.map(([file, content]) => writeFile(file, content, { mode: 0o600 })));
  const options = {
    tls: { ...tls, clientCa: ca.cert },
    signer,
    idpSigner,
    pharmacies: [{ ...PHARMACY, certificate: pharmacy.cert }],
  };
  const remove = async (): Promise<void> => {
    await Promise.all(contents.map(([file]) => rm(file, { force: true })));
    // From the inside out; one that holds something of somebody else stays.
    for (const folder of [join(credentialsDirectory, PHARMACY.id), credentialsDirectory, directory]) {
      await rmdir(folder).catch(() => undefined);
    }
  };
  return { options, files, remove };
}
