import type { Clock } from '../clock.ts';
import type { Dropped } from '../result/check-result.ts';
import { Unsendable } from '../transport.ts';

/** An unsent request is kept this long, then dropped and told. */
export const KEPT_MS = 60_000;
/** So many unsent requests are kept; one more is not taken. */
export const KEPT_REQUESTS = 1_000;
const RETRY_MS = 250;

/** One request on its way to Kafka. */
export interface Letter {
  /** Resolves when the broker has the request; rejects when it could not be sent, or perhaps was not. */
  send(): Promise<void>;
  /** Kafka has it. */
  sent(): void;
  /** It will not be sent (again). */
  dropped(reason: Dropped['reason']): void;
}

interface Kept {
  readonly letter: Letter;
  sending: boolean;
  cancelExpiry: () => void;
}

/** Holds requests until Kafka has them: sent at once where possible, again when Kafka is back, bounded in number and in time. */
export class Outbox {
  readonly #clock: Clock;
  readonly #kept = new Set<Kept>();
  #cancelRetry: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Requests that Kafka has not acknowledged. */
  get size(): number {
    return this.#kept.size;
  }

  /** Takes a request; where there are too many already it is dropped at once. */
  post(letter: Letter): void {
    if (this.#kept.size >= KEPT_REQUESTS) {
      letter.dropped('too-many-unsent');
      return;
    }
    const kept: Kept = { letter, sending: false, cancelExpiry: () => {} };
    kept.cancelExpiry = this.#clock.after(KEPT_MS, () => this.#drop(kept, 'kept-too-long'));
    this.#kept.add(kept);
    this.#try(kept);
  }

  /** Tries everything that waits, in the order of asking. */
  flush(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    for (const kept of this.#kept) {
      this.#try(kept);
    }
  }

  /** Drops everything that is not sent. */
  close(): void {
    for (const kept of this.#kept) {
      this.#drop(kept, 'client-closed');
    }
    this.#cancelRetry?.();
  }

  #try(kept: Kept): void {
    if (kept.sending) {
      return;
    }
    kept.sending = true;
    kept.letter.send().then(
      () => this.#sent(kept),
      (error: unknown) => {
        kept.sending = false;
        if (error instanceof Unsendable) {
          this.#drop(kept, 'too-large');
        } else {
          this.#retryLater();
        }
      },
    );
  }

  #sent(kept: Kept): void {
    kept.cancelExpiry();
    // Dropped while the broker's acknowledgement was on its way: the caller was told, and hears the result through onSettled.
    if (this.#kept.delete(kept)) {
      kept.letter.sent();
    }
  }

  #drop(kept: Kept, reason: Dropped['reason']): void {
    kept.cancelExpiry();
    if (this.#kept.delete(kept)) {
      kept.letter.dropped(reason);
    }
  }

  #retryLater(): void {
    if (this.#kept.size > 0) {
      this.#cancelRetry ??= this.#clock.after(RETRY_MS, () => this.flush());
    }
  }
}
