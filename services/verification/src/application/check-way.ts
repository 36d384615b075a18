import { type ControlPharmacy, OfficineError } from '@officine/contracts';
import { ATTR, linkTo, SPAN, withSpan } from '@officine/telemetry';
import { authorise, mustBeAllowed } from '../domain/authorise.ts';
import type { Breaker } from '../domain/breaker.ts';
import type { Admit } from './admit.ts';
import type { AskedCheck } from './asked-check.ts';
import type { CallMySecu } from './call-mysecu.ts';
import { TokenRefused } from './failures.ts';
import type { Journey } from './journey.ts';
import { linkedTo } from './linked-abort.ts';
import type { MysecuAnswer } from './mysecu-answer.ts';
import type { ObtainToken } from './obtain-token.ts';
import type { Clock, Directory, Urgency, ValidToken } from './ports.ts';
import { StillAllowed } from './still-allowed.ts';

/** How one attempt to get an answer is made. */
export interface Attempt {
  readonly urgency: Urgency;
  /** The breaker made this attempt its probe: it passes while everybody else waits. */
  readonly isProbe: boolean;
  /** Ends waiting for turns and tokens: the budget. */
  readonly wait: AbortSignal;
  /** Each ends a call under way: nobody is left to hear the answer. A late answer still counts, so the budget does not. */
  readonly call: readonly AbortSignal[];
}

/** An attempt that may be the breaker's one trial, and that ends as soon as it is no longer allowed. */
interface Trial extends Pick<Attempt, 'urgency'> {
  readonly isTrial: boolean;
  readonly wait: AbortSignal;
  readonly call: AbortSignal;
}

/** A check's way to its answer: authorise → admit → token → call, and once more when mySecu no longer takes the token. */
export class CheckWay {
  readonly #steps: Steps;
  readonly #underWay: StillAllowed;

  constructor(steps: Steps) {
    this.#steps = steps;
    this.#underWay = new StillAllowed(steps.directory);
  }

  /** mySecu's answer. Throws an OfficineError with the cause; rejects with a signal's reason when it aborts. */
  async walk(asked: AskedCheck, journey: Journey, attempt: Attempt): Promise<MysecuAnswer> {
    const { admit, breaker, clock } = this.#steps;
    let isTrial = attempt.isProbe;
    const [wait, call] = [linkedTo(attempt.wait), linkedTo(...attempt.call)];
    const unwatch = this.#underWay.watch({
      judge: () => this.#mustBeAllowed(asked),
      onRefused: (refusal) => {
        wait.abort(refusal);
        call.abort(refusal);
      },
    });
    try {
      admit.mustKnowTheRules();
      const pharmacy = this.authorise(asked);
      admit.mustNotBeInterrupted(asked);
      isTrial ||= await admit.passBreaker(wait.signal);
      journey.onWaiting();
      const trial = { urgency: attempt.urgency, isTrial, wait: wait.signal, call: call.signal };
      const found = await this.#askTwiceAtMost(asked, pharmacy, journey, trial);
      return this.#stillAllowed(asked, found);
    } finally {
      unwatch();
      wait.release();
      call.release();
      if (isTrial) {
        breaker.abandoned(clock.monotonicMs()); // Does nothing once the call told the breaker how it went.
      }
    }
  }

  /** The pharmacy in whose name this is asked. Throws an OfficineError with a rejecting code. */
  authorise({ vendor, request }: AskedCheck): ControlPharmacy {
    return authorise(vendor, request, this.#steps.directory, this.#steps.clock.wallMs());
  }

  async #askTwiceAtMost(asked: AskedCheck, pharmacy: ControlPharmacy, journey: Journey, attempt: Trial): Promise<MysecuAnswer> {
    const token = await this.#token(pharmacy, journey, attempt);
    try {
      return await this.#ask(asked, pharmacy, token, journey, attempt);
    } catch (error) {
      if (!(error instanceof TokenRefused)) {
        throw error;
      }
      const fresh = await this.#token(pharmacy, journey, attempt, token);
      return await this.#ask(asked, pharmacy, fresh, journey, attempt);
    }
  }

  async #token(pharmacy: ControlPharmacy, journey: Journey, { wait }: Trial, refused?: ValidToken): Promise<ValidToken> {
    const attributes = { [ATTR.step]: 'token', [ATTR.pharmacy]: pharmacy.id };
    return await withSpan(SPAN.tokenWait, { attributes }, async (span) => {
      const token = await this.#steps.tokens.of(pharmacy.id, journey, wait, refused).catch((error: unknown) => {
        throw this.#steps.admit.explained(error);
      });
      // Made for a request of another trace: a link shows whose.
      const others = linkTo(token.traceparent).filter(({ context }) => context.traceId !== span.spanContext().traceId);
      span.addLinks(others);
      return token;
    });
  }

  async #ask(
    asked: AskedCheck,
    pharmacy: ControlPharmacy,
    token: ValidToken,
    journey: Journey,
    { urgency, isTrial, wait, call }: Trial,
  ): Promise<MysecuAnswer> {
    const { admit } = this.#steps;
    const permit = await admit.turn(asked.vendor, urgency, journey, wait);
    try {
      // Waiting took time: what was suspended or switched off meanwhile is not called (R14), nor anything on the word of an old control,
      // nor a mySecu that began to fail.
      admit.mustKnowTheRules();
      this.authorise(asked);
      admit.mustNotBeInterrupted(asked);
      if (!isTrial) {
        admit.mustStillSeemToWork();
      }
      wait.throwIfAborted();
      return await this.#steps.calls.make({ asked, pharmacy, token }, journey, call);
    } finally {
      permit.release();
    }
  }

  #stillAllowed(asked: AskedCheck, found: MysecuAnswer): MysecuAnswer {
    this.#mustBeAllowed(asked);
    if (found.check !== asked.request.check) {
      throw new OfficineError('mysecu-answer-mismatch', { step: 'verify', detail: 'other-check' });
    }
    return found;
  }

  #mustBeAllowed({ vendor, request }: AskedCheck): void {
    mustBeAllowed(vendor, request, this.#steps.directory, this.#steps.clock.wallMs());
  }
}

/** The steps that a check's way is made of. */
export interface Steps {
  readonly directory: Directory;
  readonly admit: Admit;
  readonly tokens: ObtainToken;
  readonly calls: CallMySecu;
  readonly breaker: Breaker;
  readonly clock: Clock;
}
