import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ControlPharmacy, OfficineError } from '@officine/contracts';
import { openCredential } from '@officine/mysecu';
import { type KeyPair, makeCertificate, makePkcs12, type PharmacyOptions } from '@officine/mysecu-simulator';
import { writeSecret } from './write-secret.ts';

/** Where the credential of a pharmacy lies, in the layout of `OFFICINE_CREDENTIALS_DIR`. */
export interface CredentialFiles {
  readonly certificateFile: string;
  readonly passphraseFile: string;
  /** For username tokens. */
  readonly usernameFile: string;
  readonly passwordFile: string;
}

/** The files of a pharmacy, whether they exist or not. */
export function credentialFiles(credentialsDir: string, pharmacy: string): CredentialFiles {
  const file = (name: string) => join(credentialsDir, pharmacy, name);
  return {
    certificateFile: file('certificate.p12'),
    passphraseFile: file('passphrase'),
    usernameFile: file('username'),
    passwordFile: file('password'),
  };
}

/** Makes a PKCS#12 with its passphrase for each pharmacy, and a username and password for those that authenticate so. */
export async function makeCredentials(
  credentialsDir: string,
  pharmacies: readonly ControlPharmacy[],
  issuer: KeyPair,
): Promise<void> {
  await Promise.all(pharmacies.map((pharmacy) => makeCredential(credentialsDir, pharmacy, issuer)));
}

/** A key and a certificate for a pharmacy: its first, or the one that replaces another. */
export async function issueCertificate(pharmacy: ControlPharmacy, issuer: KeyPair): Promise<KeyPair> {
  const subject = { CN: `Invented pharmacy ${pharmacy.codePrestataire}`, OU: pharmacy.eHealthId, O: 'Invented', C: 'LU' };
  return await makeCertificate({ subject, issuer });
}

async function makeCredential(credentialsDir: string, pharmacy: ControlPharmacy, issuer: KeyPair): Promise<void> {
  const files = credentialFiles(credentialsDir, pharmacy.id);
  const passphrase = randomBytes(18).toString('base64url');
  writeSecret(files.certificateFile, makePkcs12(await issueCertificate(pharmacy, issuer), passphrase));
  writeSecret(files.passphraseFile, passphrase);
  if (pharmacy.authentication === 'username-token') {
    writeSecret(files.usernameFile, `user-${pharmacy.codePrestataire}`);
    writeSecret(files.passwordFile, randomBytes(18).toString('base64url'));
  }
}

/** What the simulator has to know of a pharmacy. Thrown when its PKCS#12 is not there or cannot be used: an Error that names the file. */
export async function readCredential(
  credentialsDir: string,
  { id, codePrestataire, eHealthId }: ControlPharmacy,
): Promise<PharmacyOptions> {
  const files = credentialFiles(credentialsDir, id);
  const known = { id, codePrestataire, eHealthId, certificate: await certificateIn(files) };
  return existsSync(files.usernameFile)
    ? { ...known, username: secretIn(files.usernameFile), password: secretIn(files.passwordFile) }
    : known;
}

async function certificateIn({ certificateFile, passphraseFile }: CredentialFiles): Promise<string> {
  try {
    const { certificate } = await openCredential({
      pkcs12: readFileSync(certificateFile),
      passphrase: secretIn(passphraseFile),
    });
    return certificate.toString();
  } catch (error) {
    throw new Error(`${certificateFile} cannot be used: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof OfficineError) return error.details.detail ?? error.code;
  return error instanceof Error ? error.message : String(error);
}

/** A secret as a file holds it: its last line end is not part of it. */
export function secretIn(file: string): string {
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
}
