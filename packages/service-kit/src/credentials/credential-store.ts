import { OfficineError } from '@officine/contracts';
import { readCredentialFiles, versionOfFiles } from './credential-files.ts';

/** What the store needs of an opened PKCS#12 file. */
export interface Expiring {
  readonly expiresAt: Date;
}

/** A pharmacy's opened credential. */
export interface PharmacyCredential<C extends Expiring> {
  readonly credential: C;
  /** There where the pharmacy authenticates with a username token. */
  readonly usernameToken?: { readonly username: string; readonly password: string };
  /** Names the state of the files that it was read from. */
  readonly version: string;
}

/** Opens a PKCS#12 file, such as `openCredential` of `@officine/mysecu`. */
export type OpenPkcs12<C extends Expiring> = (source: { readonly pkcs12: Uint8Array; readonly passphrase: string }) => Promise<C>;

interface Entry<C extends Expiring> {
  readonly version: string;
  readonly opened: Promise<PharmacyCredential<C>>;
  checkedAtMs: number;
}

/** How long a look at the files is good for: a replaced file counts within this time, and a check costs no look of its own. */
const RECHECK_MS = 1_000;

/**
 * The pharmacies' keys, from `<directory>/<pharmacy>/certificate.p12` and `passphrase`, `username`, `password` beside it. Opened at
 * first use, opened anew when files change. One pharmacy's bad file is that pharmacy's error: it is not opened again until it changes.
 */
export class CredentialStore<C extends Expiring> {
  readonly #directory: string;
  readonly #open: OpenPkcs12<C>;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry<C>>();
  readonly #looking = new Map<string, Promise<Entry<C>>>();

  constructor(directory: string, open: OpenPkcs12<C>, now: () => number = Date.now) {
    this.#directory = directory;
    this.#open = open;
    this.#now = now;
  }

  /** Rejects with an `OfficineError`: `certificate-unreadable` or `certificate-expired`. */
  async of(pharmacy: string): Promise<PharmacyCredential<C>> {
    const entry = await this.#entry(pharmacy);
    const opened = await entry.opened;
    // It was valid when it was opened, which may be weeks ago.
    if (opened.credential.expiresAt.getTime() <= this.#now()) {
      throw new OfficineError('certificate-expired', { step: 'identity' });
    }
    return opened;
  }

  /** Names the present state of a pharmacy's files: whoever was refused asks again once it changes. */
  version(pharmacy: string): Promise<string> {
    return versionOfFiles(this.#directory, pharmacy);
  }

  #entry(pharmacy: string): Promise<Entry<C>> {
    const known = this.#entries.get(pharmacy);
    if (known !== undefined && Math.abs(this.#now() - known.checkedAtMs) < RECHECK_MS) {
      return Promise.resolve(known);
    }
    const underway = this.#looking.get(pharmacy) ?? this.#look(pharmacy, known).finally(() => this.#looking.delete(pharmacy));
    this.#looking.set(pharmacy, underway);
    return underway;
  }

  async #look(pharmacy: string, known: Entry<C> | undefined): Promise<Entry<C>> {
    const version = await versionOfFiles(this.#directory, pharmacy);
    if (known?.version === version) {
      known.checkedAtMs = this.#now();
      return known;
    }
    const entry = { version, opened: this.#read(pharmacy, version), checkedAtMs: this.#now() };
    // A failure is kept as the entry's outcome, and met by whoever asks.
    entry.opened.catch(() => undefined);
    this.#entries.set(pharmacy, entry);
    return entry;
  }

  async #read(pharmacy: string, version: string): Promise<PharmacyCredential<C>> {
    const { pkcs12, passphrase, usernameToken } = await readCredentialFiles(this.#directory, pharmacy);
    try {
      const credential = await this.#open({ pkcs12, passphrase });
      return { credential, version, ...(usernameToken && { usernameToken }) };
    } catch (cause) {
      throw cause instanceof OfficineError ? cause : new OfficineError('certificate-unreadable', { step: 'identity' }, { cause });
    }
  }
}
