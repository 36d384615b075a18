import type { Clock } from '../clock.ts';

export interface WaitOptions<R> {
  readonly clock: Clock;
  readonly afterMs: number;
  /** Makes the answer when none came in time. */
  readonly locally: () => R;
  readonly signal?: AbortSignal | undefined;
  /** Told once: with the result that the waiter got, or without one when its signal gave up. `local` where it was made here. */
  readonly ended: (end: { readonly result?: R; readonly local: boolean }) => void;
}

/** One wait for one result: it ends exactly once, by the result, at its deadline, or by its signal. */
export class Wait<R> {
  readonly promise: Promise<R>;
  readonly #options: WaitOptions<R>;
  readonly #resolve: (result: R) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #cancelDeadline: () => void;
  readonly #abort = () => this.#aborted();
  #over = false;

  constructor(options: WaitOptions<R>) {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    this.promise = promise;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#cancelDeadline = options.clock.after(options.afterMs, () => this.endLocally());
    options.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  /** The result came. */
  end(result: R): void {
    this.#finish(result, false);
  }

  /** None will come in time. */
  endLocally(): void {
    if (!this.#over) {
      this.#finish(this.#options.locally(), true);
    }
  }

  #finish(result: R, local: boolean): void {
    if (this.#stop()) {
      this.#resolve(result);
      this.#options.ended({ result, local });
    }
  }

  #aborted(): void {
    if (this.#stop()) {
      this.#reject(this.#options.signal?.reason);
      this.#options.ended({ local: true });
    }
  }

  #stop(): boolean {
    if (this.#over) {
      return false;
    }
    this.#over = true;
    this.#cancelDeadline();
    this.#options.signal?.removeEventListener('abort', this.#abort);
    return true;
  }
}
