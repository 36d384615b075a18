import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { SymmetricKey } from '../config/formats.ts';

/** Thrown when a sealed text cannot be opened: no JWE, an unknown key, or altered. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** Seals JSON for Kafka as JWE (RFC 7516): `dir`, `A256GCM`, with the key's id. The first key seals, every key opens. */
export class TokenCipher {
  #keys: ReadonlyMap<string, Uint8Array>;
  #inUse: string;
  readonly #listeners: (() => void)[] = [];

  /** `keys`: A256GCM keys of a JWK set. Throws a `RangeError` when there is none. */
  constructor(keys: readonly SymmetricKey[]) {
    [this.#inUse, this.#keys] = keyRing(keys);
  }

  /** The id of the key that seals. */
  get keyInUse(): string {
    return this.#inUse;
  }

  /** Goes on with other keys, and tells who listens. Throws a `RangeError` when there is none. */
  replaceKeys(keys: readonly SymmetricKey[]): void {
    [this.#inUse, this.#keys] = keyRing(keys);
    for (const replaced of this.#listeners) {
      replaced();
    }
  }

  /** Calls `replaced` after every change of the keys: what could not be opened may be, what is sealed with an old one may be sealed anew. */
  onKeysReplaced(replaced: () => void): void {
    this.#listeners.push(replaced);
  }

  /** `data` as JWE in compact form. */
  seal(data: unknown): Promise<string> {
    return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(data)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: this.#inUse })
      .encrypt(this.#key(this.#inUse));
  }

  /** What was sealed. Rejects with `SealError`. */
  async open(sealed: string): Promise<unknown> {
    try {
      const { plaintext } = await compactDecrypt(sealed, ({ kid }) => this.#key(kid), {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return JSON.parse(new TextDecoder().decode(plaintext));
    } catch (error) {
      throw error instanceof SealError ? error : new SealError('the sealed text is no JWE of ours, or was altered');
    }
  }

  #key(kid: string | undefined): Uint8Array {
    const key = this.#keys.get(kid ?? '');
    if (key === undefined) {
      throw new SealError('sealed with a key that is not in the key set');
    }
    return key;
  }
}

function keyRing(keys: readonly SymmetricKey[]): [inUse: string, keys: ReadonlyMap<string, Uint8Array>] {
  const [first] = keys;
  if (first === undefined) {
    throw new RangeError('no token key');
  }
  return [first.kid, new Map(keys.map(({ kid, k }) => [kid, new Uint8Array(Buffer.from(k, 'base64url'))]))];
}

/** The id of the key that sealed a text; undefined where it is no JWE. */
export function sealedWith(sealed: string): string | undefined {
  try {
    return decodeProtectedHeader(sealed).kid;
  } catch {
    return undefined;
  }
}
