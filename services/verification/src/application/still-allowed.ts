import { asOfficineError } from './failures.ts';
import type { Directory } from './ports.ts';

/** A check under way, as long as it is allowed. */
export interface Watched {
  /** Aborts with the OfficineError of the refusal when the rules no longer allow the check. */
  readonly signal: AbortSignal;
  end(): void;
}

/**
 * Ends what is under way when control forbids it: a suspension must not wait for a slow mySecu, nor for a connection that is still
 * being made (framework contract, 6.2; R14).
 */
export class StillAllowed {
  readonly #watched = new Map<AbortController, () => void>();
  #isLookDue = false;

  constructor(directory: Pick<Directory, 'onRulesChanged'>) {
    directory.onRulesChanged(() => this.#lookSoon());
  }

  /** Watches until `end`; `judge` throws when the check is no longer allowed. */
  watch(judge: () => void): Watched {
    const controller = new AbortController();
    this.#watched.set(controller, judge);
    return { signal: controller.signal, end: () => void this.#watched.delete(controller) };
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
    for (const [controller, judge] of this.#watched) {
      try {
        judge();
      } catch (refusal) {
        this.#watched.delete(controller);
        controller.abort(asOfficineError(refusal));
      }
    }
  }
}
