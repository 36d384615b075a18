import { OfficineError } from '@officine/contracts';
import { readCredentialFiles, versionOfFiles } from './credential-files.ts';

/** What the store needs of an opened PKCS#12 file. */
export interface Expiring {
  readonly expiresAt: Date;
  /** Tells certificates apart; a token is bound to the one that it was made with. */
  readonly fingerprint?: string;
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
  /** The one before: in use while the new one cannot be opened, and with tokens that are bound to it. */
  readonly former: PharmacyCredential<C> | undefined;
  readonly openedAtMs: number;
  checkedAtMs: number;
}

/** How long a look at the files is good for: a replaced file counts within this time, and a check costs no look of its own. */
const RECHECK_MS = 1_000;
/** How soon a certificate whose time has not come is opened again. */
const TOO_EARLY_MS = 60_000;
/** Keys kept open; the least recently used go first. */
const MAX_OPEN = 5_000;

/**
 * The pharmacies' keys, from `<directory>/<pharmacy>/certificate.p12` and `passphrase`, `username`, `password` beside it. Opened at
 * first use, opened anew when files change. One pharmacy's bad file is that pharmacy's error: it is not opened again until it changes.
 * A replacement that cannot be opened (half of it written, a wrong passphrase) leaves the former credential in use while it is valid;
 * removing a file withdraws it. A certificate that is not valid yet counts from the minute in which it is.
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
    const opened = await entry.opened.catch((error: unknown) => {
      if (entry.former !== undefined && !isWithdrawn(error) && this.#isCurrent(entry.former)) {
        return entry.former;
      }
      throw error;
    });
    // It was valid when it was opened, which may be weeks ago.
    if (!this.#isCurrent(opened)) {
      throw new OfficineError('certificate-expired', { step: 'identity' });
    }
    return opened;
  }

  /**
   * The credential with this fingerprint, the one in the files or the one before; undefined where this process has neither, as a
   * replacement reaches processes one by one. Rejects like `of`.
   */
  async withFingerprint(pharmacy: string, fingerprint: string): Promise<PharmacyCredential<C> | undefined> {
    const known = await this.#matching(pharmacy, fingerprint);
    if (known !== undefined) {
      return known;
    }
    // Somebody else has it already: it may have arrived here since the last look.
    this.#forgetLook(pharmacy);
    return await this.#matching(pharmacy, fingerprint);
  }

  /** What keeps the present files from being used, whether or not the former credential stands in; null when nothing does. */
  async problem(pharmacy: string): Promise<OfficineError | null> {
    const { opened } = await this.#entry(pharmacy);
    return await opened.then(
      () => null,
      (error: unknown) => (error instanceof OfficineError ? error : null),
    );
  }

  /** Opens the present files without keeping the key: for looking at many. Rejects like `of`. */
  async glance(pharmacy: string): Promise<{ readonly expiresAt: Date; readonly version: string }> {
    const version = versionOfFiles(this.#directory, pharmacy);
    const kept = this.#entries.get(pharmacy);
    const { credential } = await (kept?.version === version ? kept.opened : this.#read(pharmacy, version));
    return { expiresAt: credential.expiresAt, version };
  }

  /** Names the present state of a pharmacy's files: whoever was refused asks again once it changes. */
  version(pharmacy: string): Promise<string> {
    return Promise.resolve(versionOfFiles(this.#directory, pharmacy));
  }

  async #matching(pharmacy: string, fingerprint: string): Promise<PharmacyCredential<C> | undefined> {
    const present = await this.of(pharmacy);
    const former = this.#entries.get(pharmacy)?.former;
    return [present, former].find(
      (one) => one !== undefined && one.credential.fingerprint === fingerprint && this.#isCurrent(one),
    );
  }

  #isCurrent({ credential }: PharmacyCredential<C>): boolean {
    return credential.expiresAt.getTime() > this.#now();
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
    const version = versionOfFiles(this.#directory, pharmacy);
    if (known?.version === version && !(await this.#mayHaveCome(known))) {
      known.checkedAtMs = this.#now();
      this.#keep(pharmacy, known);
      return known;
    }
    const former = known === undefined ? undefined : await known.opened.catch(() => known.former);
    const entry = { version, opened: this.#read(pharmacy, version), former, openedAtMs: this.#now(), checkedAtMs: this.#now() };
    // A failure is kept as the entry's outcome, and met by whoever asks.
    entry.opened.catch(() => undefined);
    this.#keep(pharmacy, entry);
    return entry;
  }

  /** Whether what was too early when it was opened may be in force now. */
  async #mayHaveCome({ opened, openedAtMs }: Entry<C>): Promise<boolean> {
    return this.#now() - openedAtMs >= TOO_EARLY_MS && (await opened.then(() => false, isTooEarly));
  }

  #keep(pharmacy: string, entry: Entry<C>): void {
    // Taken out and put back: a Map keeps the order of insertion, which makes it the order of use.
    this.#entries.delete(pharmacy);
    this.#entries.set(pharmacy, entry);
    if (this.#entries.size > MAX_OPEN) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest ?? '');
    }
  }

  #forgetLook(pharmacy: string): void {
    const known = this.#entries.get(pharmacy);
    if (known !== undefined) {
      known.checkedAtMs = Number.NEGATIVE_INFINITY;
    }
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

/** Whether a certificate is not valid yet: the file says nothing new when it is, so it has to be looked at again. */
function isTooEarly(error: unknown): boolean {
  return error instanceof OfficineError && /^not-yet-valid\b/.test(error.details.detail ?? '');
}

/** Whether a file is gone: that is somebody's decision, and no accident of writing. */
function isWithdrawn(error: unknown): boolean {
  return error instanceof OfficineError && /^no-.*-file$/.test(error.details.detail ?? '');
}
