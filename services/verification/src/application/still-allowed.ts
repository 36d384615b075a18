import type { OfficineError } from '@officine/contracts';
import { asOfficineError } from './failures.ts';
import type { Directory } from './ports.ts';

/** A check under way. */
interface Watched {
  /** Throws when the check is no longer allowed. */
  readonly judge: () => void;
  /** Told the OfficineError of the refusal. */
  readonly onRefused: (refusal: OfficineError) => void;
}

/**
 * Ends what is under way when control forbids it: a suspension must not wait for a slow mySecu, nor for a connection that is still
 * being made (framework contract, 6.2; R14).
 */
export class StillAllowed {
  readonly #watched = new Set<Watched>();
  #isLookDue = false;

  constructor(directory: Pick<Directory, 'onRulesChanged'>) {
    directory.onRulesChanged(() => this.#lookSoon());
  }

  /** Watches a check, until the returned function is called or it is refused. */
  watch(check: Watched): () => void {
    this.#watched.add(check);
    return () => void this.#watched.delete(check);
  }

  /** One look for all records that arrive together: an apply may bring thousands. */
  #lookSoon(): void {
    if (this.#isLookDue || this.#watched.size === 0) {
      return;
    }
    this.#isLookDue = true;
    setImmediate(() => {
      this.#isLookDue = false;
      this.#look();
    });
  }

  #look(): void {
    for (const check of this.#watched) {
      try {
        check.judge();
      } catch (refusal) {
        this.#watched.delete(check);
        check.onRefused(asOfficineError(refusal));
      }
    }
  }
}
