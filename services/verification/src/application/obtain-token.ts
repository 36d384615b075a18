import { OfficineError } from '@officine/contracts';
import type { Journey } from './journey.ts';
import type { Clock, NoToken, Tokens, ValidToken } from './ports.ts';

/** A token that ends sooner is not worth a call: it would be refused on arrival. */
const MARGIN_MS = 2_000;
/** How long auth-token may work on a request: longer than a check waits, so that the next check finds the token ready. */
const REQUEST_FOR_MS = 30_000;
/** How long one request of this replica counts as being worked on. */
const ASK_AGAIN_MS = 5_000;

/** Gets a pharmacy's session token: the published one, or a new one that auth-token is asked for once, however many checks wait. */
export class ObtainToken {
  readonly #tokens: Tokens;
  readonly #clock: Clock;
  /** Monotonic milliseconds of the last request per pharmacy and refused token. */
  readonly #askedAtMs = new Map<string, number>();

  constructor(tokens: Tokens, clock: Clock) {
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /**
   * A valid token other than `refused`, waited for until `wait` aborts.
   * Throws an OfficineError with auth-token's own cause when it says that there is none; rejects with the signal's reason.
   */
  async of(pharmacy: string, journey: Journey, wait: AbortSignal, refused?: ValidToken): Promise<ValidToken> {
    journey.step = 'token';
    const begunMs = this.#clock.monotonicMs();
    const begunWallMs = this.#clock.wallMs();
    try {
      for (;;) {
        wait.throwIfAborted();
        const current = this.#tokens.current(pharmacy);
        if (current?.state === 'valid' && current.tokenId !== refused?.tokenId && this.#lasts(current)) {
          return current;
        }
        const changed = this.#tokens.changed(pharmacy, wait);
        // Listening before asking: the answer may be there before the broker acknowledges the request.
        changed.catch(() => undefined);
        await this.#ask(pharmacy, refused);
        if (current?.state === 'unavailable' && this.#isFinal(current, begunWallMs)) {
          throw causeOf(current);
        }
        await changed;
      }
    } finally {
      journey.waitedMs += this.#clock.monotonicMs() - begunMs;
    }
  }

  #lasts(token: ValidToken): boolean {
    return token.expiresAtMs - this.#clock.wallMs() > MARGIN_MS;
  }

  /** Newer than this wait, or auth-token will not try before `retryAt`: waiting would only spend the budget. */
  #isFinal(none: NoToken, begunWallMs: number): boolean {
    return none.issuedAtMs >= begunWallMs || none.retryAtMs > this.#clock.wallMs();
  }

  async #ask(pharmacy: string, refused: ValidToken | undefined): Promise<void> {
    const subject = `${pharmacy} ${refused?.tokenId ?? ''}`;
    const nowMs = this.#clock.monotonicMs();
    const askedAtMs = this.#askedAtMs.get(subject);
    if (askedAtMs !== undefined && nowMs - askedAtMs < ASK_AGAIN_MS) {
      return;
    }
    // Deleted first, so that the map stays in order of time.
    this.#askedAtMs.delete(subject);
    this.#askedAtMs.set(subject, nowMs);
    this.#forgetOld(nowMs);
    const deadlineMs = this.#clock.wallMs() + REQUEST_FOR_MS;
    await this.#tokens.request({ pharmacy, deadlineMs, ...(refused && { refusedTokenId: refused.tokenId }) });
  }

  #forgetOld(nowMs: number): void {
    for (const [subject, askedAtMs] of this.#askedAtMs) {
      if (nowMs - askedAtMs < ASK_AGAIN_MS) {
        return;
      }
      this.#askedAtMs.delete(subject);
    }
  }
}

function causeOf({ cause }: NoToken): OfficineError {
  const { code, step, detail, correlationId } = cause;
  return new OfficineError(code, { step, ...(detail && { detail }), ...(correlationId && { correlationId }) });
}
