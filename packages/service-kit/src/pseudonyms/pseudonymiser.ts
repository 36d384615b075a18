import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { SymmetricKey } from '../config/formats.ts';

/** A person without a name: HMAC-SHA-256 in base64url, under the key `kid`. */
export interface Pseudonym {
  readonly kid: string;
  readonly hmac: string;
}

/** Makes pseudonyms before anything leaves the service (GDPR, R22). One person has one pseudonym per key, whichever pharmacy asks. */
export class Pseudonymiser {
  readonly #keys: readonly { readonly kid: string; readonly key: KeyObject }[];

  /** `keys`: HS256 keys of a JWK set, the one in use first. Throws a `RangeError` when there is none. */
  constructor(keys: readonly SymmetricKey[]) {
    if (keys.length === 0) {
      throw new RangeError('no pseudonym key');
    }
    this.#keys = keys.map(({ kid, k }) => ({ kid, key: createSecretKey(Buffer.from(k, 'base64url')) }));
  }

  /** The person asked about. */
  person(matricule: string): Pseudonym {
    return this.#inUse('person', matricule);
  }

  /** The prescriber asked about. */
  prescriber(prescriberCode: string): Pseudonym {
    return this.#inUse('prescriber', prescriberCode);
  }

  /** The user at the counter: ids are the vendor's own, so they are told apart by vendor and pharmacy. */
  user(vendor: string, pharmacy: string, userId: string): Pseudonym {
    return this.#inUse('user', vendor, pharmacy, userId);
  }

  /** A question of one pharmacy, to find what was answered to it last. */
  question(vendor: string, pharmacy: string, ...question: readonly string[]): Pseudonym {
    return this.#inUse('question', vendor, pharmacy, ...question);
  }

  /** The pseudonyms of a person under every key, to find what was written before a key was rotated. */
  everyPerson(matricule: string): Pseudonym[] {
    return this.#keys.map((key) => sign(key, 'person', matricule));
  }

  #inUse(...parts: readonly string[]): Pseudonym {
    const [first] = this.#keys as [{ readonly kid: string; readonly key: KeyObject }];
    return sign(first, ...parts);
  }
}

function sign({ kid, key }: { readonly kid: string; readonly key: KeyObject }, ...parts: readonly string[]): Pseudonym {
  // JSON keeps the parts apart whatever they hold.
  return { kid, hmac: createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url') };
}
