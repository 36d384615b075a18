import { type CheckDeferred, OfficineError } from '@officine/contracts';
import type { Budget } from '../domain/budget.ts';
import { RECHECK_FOR_MS } from '../domain/recheck-plan.ts';
import type { AskedCheck } from './asked-check.ts';
import type { CheckWay } from './check-way.ts';
import type { Conclude } from './conclude.ts';
import { asOfficineError, PartitionLost } from './failures.ts';
import { InFlight } from './in-flight.ts';
import type { Journey } from './journey.ts';
import { linkedTo } from './linked-abort.ts';
import type { Measures } from './measures.ts';
import type { MysecuAnswer } from './mysecu-answer.ts';
import type { Clock } from './ports.ts';
import type { ResultRecord } from './result-record.ts';
import { TimeUps } from './time-ups.ts';
import { Turns } from './turns.ts';

/** What answering in time is made of. */
export interface AnswerInTimeParts {
  readonly way: CheckWay;
  readonly conclude: Conclude;
  readonly clock: Clock;
  readonly measures: Measures;
  /** Checks under way at once in this process; one more is degraded at once. */
  readonly maxInFlight: number;
  /** Aborts when the process stops and what is in flight must end now. */
  readonly hurry: AbortSignal;
  /** Told of a late answer that could not be published: its deferred record stands, it will be asked again. */
  readonly onLateFailure: (error: unknown) => void;
}

/** How the way of a check ended. */
type End = { readonly found: MysecuAnswer } | { readonly error: OfficineError };

/** Answers one request within its budget. A refusal by CNS is an answer; the lack of one is degraded, never a guess. */
export class AnswerInTime {
  readonly #parts: AnswerInTimeParts;
  readonly #inFlight: InFlight;
  readonly #timeUps: TimeUps;
  readonly #turns = new Turns();
  readonly #late = new Set<Promise<void>>();
  /** What ends the waiting of each check under way. A signal looks through all its listeners whenever one comes or goes. */
  readonly #hurried = new Set<() => void>();

  constructor(parts: AnswerInTimeParts) {
    this.#parts = parts;
    parts.hurry.addEventListener('abort', () => {
      for (const stop of this.#hurried) {
        stop();
      }
    });
    this.#timeUps = new TimeUps(parts.clock);
    this.#inFlight = new InFlight(parts.maxInFlight);
  }

  /**
   * The result that was published for this request. Rejects with a PartitionLost when one of `lost` aborts, with a PublishError when
   * Kafka does not take the result.
   */
  async to(asked: AskedCheck, budget: Budget, journey: Journey, lost: readonly AbortSignal[]): Promise<ResultRecord> {
    const refusal = this.#refuseAtOnce(asked, budget);
    if (refusal !== undefined) {
      if (journey.othersHeard !== undefined) {
        journey.onWaiting();
        await journey.othersHeard();
        lostNothing(lost);
      }
      return await this.#parts.conclude.unanswered(asked, refusal, journey);
    }
    const { measures } = this.#parts;
    return await this.#inFlight.during(asked.vendor, () => measures.during(() => this.#race(asked, budget, journey, lost)));
  }

  /** Resolves when no late answer is on its way any more. */
  async lateOnesSettled(): Promise<void> {
    await Promise.all(this.#late);
  }

  #refuseAtOnce(asked: AskedCheck, budget: Budget): OfficineError | undefined {
    const { clock } = this.#parts;
    if (clock.wallMs() - asked.receivedAtMs >= RECHECK_FOR_MS) {
      return new OfficineError('expired', { step: 'admit' });
    }
    if (budget.leftMs(clock.monotonicMs()) <= 0) {
      return new OfficineError('officine-unavailable', { step: 'admit', detail: 'read-after-its-budget' });
    }
    return this.#inFlight.hasRoomFor(asked.vendor) ? undefined : new OfficineError('overloaded', { step: 'admit' });
  }

  /** Whichever comes first, the answer or the end of the budget, is what the pharmacy hears; the other can only settle it. */
  async #race(asked: AskedCheck, budget: Budget, journey: Journey, lost: readonly AbortSignal[]): Promise<ResultRecord> {
    const { way, conclude } = this.#parts;
    const waiting = linkedTo(...lost);
    const heard = journey.othersHeard?.();
    const walking = endOf(way.walk(asked, journey, { urgency: 'fresh', isProbe: false, wait: waiting.signal, call: lost }));
    const end = await this.#orTimeUp(walking, asked, budget, waiting.signal);
    if (journey.othersHeard !== undefined) {
      // The truth may be out already. For an answer there is time to look once more; what else is told was looked at meanwhile.
      await (end === undefined ? heard : this.#orTimeUp(journey.othersHeard(), asked, budget, waiting.signal));
    }
    waiting.release();
    lostNothing(lost);
    if (end !== undefined) {
      return 'found' in end
        ? await conclude.answered(asked, end.found, journey)
        : await conclude.unanswered(asked, end.error, journey);
    }
    const error = this.#timeUp(journey);
    waiting.abort(error);
    await this.#turns.mine();
    const { result, deferred } = await conclude.degraded(asked, error, journey);
    if (deferred !== undefined) {
      this.#settleLater(asked, walking, journey, deferred);
    }
    return result;
  }

  /** How the way ended, or undefined when time was up before. */
  async #orTimeUp<Outcome>(
    walking: Promise<Outcome>,
    { vendor }: AskedCheck,
    budget: Budget,
    lost: AbortSignal,
  ): Promise<Outcome | undefined> {
    const { clock, hurry } = this.#parts;
    const timeUp = Promise.withResolvers<undefined>();
    const stop = () => timeUp.resolve(undefined);
    const cancel = this.#timeUps.after(vendor, budget.leftToWaitMs(clock.monotonicMs()), stop);
    lost.addEventListener('abort', stop);
    this.#hurried.add(stop);
    if (lost.aborted || hurry.aborted) {
      stop();
    }
    try {
      return await Promise.race([walking, timeUp.promise]);
    } finally {
      cancel();
      lost.removeEventListener('abort', stop);
      this.#hurried.delete(stop);
    }
  }

  #timeUp(journey: Journey): OfficineError {
    return this.#parts.hurry.aborted
      ? new OfficineError('officine-unavailable', { step: journey.step, detail: 'stopping' })
      : journey.outOfTime();
  }

  #settleLater(asked: AskedCheck, walking: Promise<End>, journey: Journey, deferred: CheckDeferred): void {
    const settling = this.#settle(asked, walking, journey, deferred)
      .catch(this.#parts.onLateFailure)
      .finally(() => this.#late.delete(settling));
    this.#late.add(settling);
  }

  async #settle(asked: AskedCheck, walking: Promise<End>, journey: Journey, deferred: CheckDeferred): Promise<void> {
    const { conclude } = this.#parts;
    const end = await walking;
    if ('found' in end) {
      await conclude.settledByAnswer(deferred, asked, end.found, journey);
    } else if (end.error.disposition === 'reject') {
      await conclude.settledByRejection(deferred, asked, end.error, journey);
    }
    // Otherwise the deferred record stands: it is asked again.
  }
}

async function endOf(walking: Promise<MysecuAnswer>): Promise<End> {
  try {
    return { found: await walking };
  } catch (thrown) {
    return { error: asOfficineError(thrown) };
  }
}

function lostNothing(lost: readonly AbortSignal[]): void {
  if (lost.some(({ aborted }) => aborted)) {
    throw new PartitionLost('the partition is owned by another replica now');
  }
}
