import { OfficineError } from '@officine/contracts';
import type { Breaker } from '../domain/breaker.ts';
import type { Journey } from './journey.ts';
import type { Clock, Directory, Permit, Permits, Urgency } from './ports.ts';

/** Lets a check proceed to mySecu when we know the rules, mySecu seems to work and it is this check's turn. */
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

  /**
   * Whether the caller is the breaker's one trial of a failing mySecu; false in good times.
   * Throws an OfficineError `mysecu-unavailable`, or `maintenance` in an announced window, while the breaker is open.
   */
  passBreaker(): boolean {
    const isTrial = this.#breaker.state !== 'closed';
    if (this.#breaker.admits(this.#clock.monotonicMs())) {
      return isTrial;
    }
    const code = this.#directory.inMaintenance(this.#clock.wallMs()) ? 'maintenance' : 'mysecu-unavailable';
    throw new OfficineError(code, { step: 'admit', detail: 'breaker-open' });
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
