import { type DegradedCode, OfficineError } from '@officine/contracts';
import type { Breaker } from '../domain/breaker.ts';
import type { AskedCheck } from './asked-check.ts';
import type { Journey } from './journey.ts';
import type { Clock, Directory, Interruption, Permit, Permits, Urgency } from './ports.ts';

/** Causes that announced maintenance of eSanté's or mySecu's sign-in explains. */
const OF_TOKENS: readonly string[] = ['identity-provider-unavailable', 'token-service-unavailable'] satisfies DegradedCode[];

/** How long a check waits for the first call after good news, and how often it looks. */
const TRIAL_MS = 1_000;
const LOOK_MS = 20;

/** Lets a check proceed to mySecu when we know the rules, nobody stopped it, mySecu seems to work and it is this check's turn. */
export class Admit {
  readonly #directory: Directory;
  readonly #breaker: Breaker;
  readonly #permits: Permits;
  readonly #clock: Clock;

  constructor(directory: Directory, breaker: Breaker, permits: Permits, clock: Clock) {
    this.#directory = directory;
    this.#breaker = breaker;
    this.#permits = permits;
    this.#clock = clock;
  }

  /** Throws an OfficineError `officine-unavailable` while control is not read to its end, or not lately: it could refuse wrongly. */
  mustKnowTheRules(): void {
    if (!this.#directory.isFresh()) {
      throw new OfficineError('officine-unavailable', { step: 'admit', detail: 'control-not-read' });
    }
  }

  /** Throws an OfficineError `maintenance`, with its end and reason, in an announced window and while operators switched calls off. */
  mustNotBeInterrupted({ vendor, request }: AskedCheck): void {
    const { check, pharmacy, user } = request;
    const asker = { vendor, pharmacy, check, ...(user && { user: user.id }) };
    const interruption = this.#directory.interruptionOf(asker, this.#clock.wallMs());
    if (interruption !== undefined) {
      throw interruptedBy(interruption);
    }
  }

  /**
   * Whether the caller is the breaker's one trial of a failing mySecu; false in good times. When others saw mySecu work again the
   * outcome of that trial is waited for a moment: to degrade what is answered at once a moment later serves nobody.
   * Rejects with an OfficineError `mysecu-unavailable` while the breaker is open.
   */
  async passBreaker(wait: AbortSignal): Promise<boolean> {
    const untilMs = this.#clock.monotonicMs() + TRIAL_MS;
    for (;;) {
      const nowMs = this.#clock.monotonicMs();
      const isTrial = this.#breaker.state !== 'closed';
      if (this.#breaker.admits(nowMs)) {
        return isTrial;
      }
      if (!this.#breaker.mayCloseSoon || nowMs >= untilMs || wait.aborted) {
        throw breakerOpen();
      }
      await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(LOOK_MS, resolve));
  }

  /** Throws an OfficineError `mysecu-unavailable` when mySecu began to fail while the caller waited for its turn. */
  mustStillSeemToWork(): void {
    if (this.#breaker.state !== 'closed') {
      throw breakerOpen();
    }
  }

  /** The same failure in the words of announced maintenance, where that is why there are no tokens. */
  explained(error: unknown): unknown {
    const isOfTokens = error instanceof OfficineError && OF_TOKENS.includes(error.code);
    const interruption = isOfTokens ? this.#directory.tokenMaintenance(this.#clock.wallMs()) : undefined;
    return interruption === undefined ? error : interruptedBy(interruption, error);
  }

  /** Waits for this vendor's turn to call; rejects with the reason of `wait` when it aborts before. */
  async turn(vendor: string, urgency: Urgency, journey: Journey, wait: AbortSignal): Promise<Permit> {
    journey.step = 'admit';
    const begunMs = this.#clock.monotonicMs();
    try {
      return await this.#permits.take(vendor, urgency, wait);
    } finally {
      journey.waitedMs += this.#clock.monotonicMs() - begunMs;
    }
  }
}

function breakerOpen(): OfficineError {
  return new OfficineError('mysecu-unavailable', { step: 'admit', detail: 'breaker-open' });
}

function interruptedBy(interruption: Interruption, cause?: unknown): OfficineError {
  return new OfficineError('maintenance', { step: 'admit', ...interruption }, { cause });
}
