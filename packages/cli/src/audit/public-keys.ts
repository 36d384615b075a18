import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UsageError } from '../usage-error.ts';

/** The audit's public keys. Throws `UsageError` when a file holds none. */
export function publicKeysIn(files: readonly string[]): KeyObject[] {
  return files.map((file) => {
    const key = keyIn(file);
    if (key?.asymmetricKeyType !== 'ed25519') {
      throw new UsageError(`${file} holds no Ed25519 key in PEM`);
    }
    return key;
  });
}

function keyIn(file: string): KeyObject | undefined {
  const pem = readFileSync(file, 'utf8');
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}
