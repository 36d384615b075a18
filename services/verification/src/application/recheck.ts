import { type CheckDeferred, OfficineError } from '@officine/contracts';
import { ATTR, linkTo, SPAN, withSpan } from '@officine/telemetry';
import { lacksToken, planRecheck } from '../domain/recheck-plan.ts';
import type { AskedCheck } from './asked-check.ts';
import type { CheckWay } from './check-way.ts';
import type { Conclude } from './conclude.ts';
import { askedAgain, conclusionOf } from './deferral.ts';
import { Journey } from './journey.ts';
import type { Clock, Deferrals } from './ports.ts';
import { isoOf, type ResultRecord } from './result-record.ts';
import { isAnswer } from './result-window.ts';

/** What asking again is made of. */
export interface RecheckParts {
  readonly way: CheckWay;
  readonly conclude: Conclude;
  readonly deferrals: Deferrals;
  readonly clock: Clock;
  /** How long a call to mySecu may take at most, milliseconds. */
  readonly callTimeoutMs: number;
}

/** How one re-check is run. */
export interface RecheckRun {
  /** The breaker made it its probe. */
  readonly isProbe: boolean;
  /** Operators gave the check up: it ends without being asked. */
  readonly isDropped: boolean;
  /** Ends waiting for its turn, and a call under way. */
  readonly signal: AbortSignal;
}

/** What became of a re-check: settled with an answer or without one, put off by a failed attempt, or not even tried. */
export type RecheckEnd = 'answered' | 'ended' | 'put-off' | 'untried';

/** Asks a deferred check again, until it is answered or its time is over. */
export class Recheck {
  readonly #parts: RecheckParts;

  constructor(parts: RecheckParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the check is settled, its end is written down, or it is put off. Waits for its turn until the signal aborts, which also ends a call under way; then
   * rejects with its reason and leaves the deferred record as it was.
   */
  async run(deferred: CheckDeferred, run: RecheckRun): Promise<RecheckEnd> {
    const attributes = {
      [ATTR.vendor]: deferred.vendor,
      [ATTR.pharmacy]: deferred.request.pharmacy,
      [ATTR.check]: deferred.request.check,
      [ATTR.attempt]: deferred.attempt + 1,
    };
    // A trace of its own: one that stays open for a day shows nothing.
    const options = { attributes, parentTraceparent: null, links: linkTo(deferred.traceparent) };
    return await withSpan(SPAN.recheck, options, () => this.#run(deferred, run));
  }

  async #run(deferred: CheckDeferred, run: RecheckRun): Promise<RecheckEnd> {
    const { conclude, clock } = this.#parts;
    const asked = askedAgain(deferred);
    const journey = new Journey(clock);
    journey.silenced = run.signal;
    const conclusion = conclusionOf(deferred);
    if (conclusion !== undefined && !this.#isOverruled(asked, conclusion)) {
      await conclude.settledAsWritten(deferred, conclusion, journey);
      return 'ended';
    }
    if (run.isDropped || clock.wallMs() >= asked.untilMs) {
      const error = ended(run.isDropped ? 'dropped' : deferred.code);
      await conclude.settledByRejection(deferred, unasked(asked, deferred), error, journey);
      return 'ended';
    }
    return await this.#ask(deferred, asked, journey, run);
  }

  async #ask(deferred: CheckDeferred, asked: AskedCheck, journey: Journey, run: RecheckRun): Promise<RecheckEnd> {
    const { way, conclude } = this.#parts;
    const { isProbe, signal } = run;
    try {
      const urgency = asked.lane ?? 'deferred';
      const found = await way.walk(asked, journey, { urgency, isProbe, wait: signal, call: [signal] });
      signal.throwIfAborted();
      await conclude.settledByAnswer(deferred, asked, found, journey);
      return 'answered';
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof OfficineError)) {
        throw thrown;
      }
      return await this.#notAnswered(deferred, asked, thrown, journey);
    }
  }

  async #notAnswered(deferred: CheckDeferred, asked: AskedCheck, error: OfficineError, journey: Journey): Promise<RecheckEnd> {
    const { conclude, deferrals, clock, callTimeoutMs } = this.#parts;
    const { code, step } = error;
    const hasCalled = journey.calledAtMs !== undefined;
    if (error.disposition === 'reject') {
      await conclude.settledByRejection(deferred, hasCalled ? asked : unasked(asked, deferred), error, journey);
      return 'ended';
    }
    if (!hasCalled && code === deferred.code && lacksToken(error) === lacksToken(deferred)) {
      return 'untried'; // It cost no attempt, and the record says already why it waits.
    }
    const attempt = hasCalled ? asked.attempt : deferred.attempt;
    const plan = planRecheck({
      ...{ code, attempt, callTimeoutMs, untilMs: asked.untilMs },
      nowMs: clock.wallMs(),
      random: Math.random(),
    });
    if (plan.ask === 'never') {
      await conclude.settledByRejection(deferred, asked, ended(code), journey);
      return 'ended';
    }
    await journey.proven();
    await deferrals.put({ ...deferred, code, step, attempt, dueAt: isoOf(plan.dueMs) }, journey.silenced);
    return 'put-off';
  }

  /** A verdict that nobody heard yet is not told after a suspension (architecture, conclude). */
  #isOverruled(asked: AskedCheck, conclusion: ResultRecord): boolean {
    if (!isAnswer(conclusion)) {
      return false;
    }
    try {
      this.#parts.way.authorise(asked);
      return false;
    } catch {
      return true;
    }
  }
}

/** As it stands when no call left: that was no attempt. */
function unasked(asked: AskedCheck, { attempt }: CheckDeferred): AskedCheck {
  return { ...asked, attempt };
}

function ended(detail: string): OfficineError {
  return new OfficineError('recheck-ended', { step: 'settle', detail });
}
