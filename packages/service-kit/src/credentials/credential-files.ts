import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OfficineError } from '@officine/contracts';

const CERTIFICATE = 'certificate.p12';
const PASSPHRASE = 'passphrase';
const USERNAME = 'username';
const PASSWORD = 'password';
const FILES = [CERTIFICATE, PASSPHRASE, USERNAME, PASSWORD] as const;

/** What a pharmacy's folder holds. */
export interface CredentialFiles {
  readonly pkcs12: Uint8Array;
  readonly passphrase: string;
  readonly usernameToken?: { readonly username: string; readonly password: string };
}

/**
 * Which state of its files a pharmacy has: changes whenever one is replaced, added or removed. Follows links, as Kubernetes swaps
 * the target of one when a secret is replaced.
 */
export function versionOfFiles(directory: string, pharmacy: string): string {
  return FILES.map((name) => stateOf(pathOf(directory, pharmacy, name))).join('|');
}

/** Asked for directly: on the thread pool a look takes ten times as long, and waits behind the signatures that are made there. */
function stateOf(path: string): string {
  try {
    const state = statSync(path, { throwIfNoEntry: false });
    return state === undefined ? '-' : `${state.mtimeMs}:${state.size}:${state.ino}`;
  } catch {
    return '-';
  }
}

/** Reads a pharmacy's folder. Rejects with an `OfficineError` `certificate-unreadable` that names the file, not its content. */
export async function readCredentialFiles(directory: string, pharmacy: string): Promise<CredentialFiles> {
  const read = (name: string) => readNamed(pathOf(directory, pharmacy, name), name);
  // One after the other: where several are missing, the first of them is named each time.
  const pkcs12 = await read(CERTIFICATE);
  const passphrase = await read(PASSPHRASE);
  const [username, password] = await Promise.all([read(USERNAME).catch(() => undefined), read(PASSWORD).catch(() => undefined)]);
  return {
    pkcs12,
    passphrase: firstLine(passphrase),
    ...(username && password && { usernameToken: { username: firstLine(username), password: firstLine(password) } }),
  };
}

async function readNamed(path: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new OfficineError(
      'certificate-unreadable',
      { step: 'identity', detail: `no-${name.replace('.p12', '')}-file` },
      { cause },
    );
  }
}

function pathOf(directory: string, pharmacy: string, name: string): string {
  // Ids of pharmacies are checked by control's schema; a folder outside of ours must not depend on that alone.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(pharmacy)) {
    throw new OfficineError('certificate-unreadable', { step: 'identity', detail: 'pharmacy-id-names-no-folder' });
  }
  return join(directory, pharmacy, name);
}

function firstLine(content: Buffer): string {
  return content.toString('utf8').replace(/\r?\n$/, '');
}
