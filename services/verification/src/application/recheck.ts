import { type CheckDeferred, OfficineError } from '@officine/contracts';
import { ATTR, linkTo, SPAN, traceparentOf, withSpan } from '@officine/telemetry';
import { planRecheck } from '../domain/recheck-plan.ts';
import type { AskedCheck } from './asked-check.ts';
import type { CheckWay } from './check-way.ts';
import type { Conclude } from './conclude.ts';
import { answerOf, writtenDown } from './deferral.ts';
import { asOfficineError } from './failures.ts';
import { Journey } from './journey.ts';
import type { Clock, Deferrals } from './ports.ts';
import { isoOf } from './result-record.ts';

/** What asking again is made of. */
export interface RecheckParts {
  readonly way: CheckWay;
  readonly conclude: Conclude;
  readonly deferrals: Deferrals;
  readonly clock: Clock;
  /** How long a call to mySecu may take at most, milliseconds. */
  readonly callTimeoutMs: number;
}

/** Asks a deferred check again, until it is answered or its time is over. */
export class Recheck {
  readonly #parts: RecheckParts;

  constructor(parts: RecheckParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the check is settled or put off. Waits for its turn until `signal` aborts, which also ends a call under way; then
   * rejects with its reason and leaves the deferred record as it was.
   */
  async run(deferred: CheckDeferred, isProbe: boolean, signal: AbortSignal): Promise<void> {
    const attributes = {
      [ATTR.vendor]: deferred.vendor,
      [ATTR.pharmacy]: deferred.request.pharmacy,
      [ATTR.check]: deferred.request.check,
      [ATTR.attempt]: deferred.attempt + 1,
    };
    // A trace of its own: one that stays open for a day shows nothing.
    const options = { attributes, parentTraceparent: null, links: linkTo(deferred.traceparent) };
    await withSpan(SPAN.recheck, options, () => this.#ask(deferred, isProbe, signal));
  }

  async #ask(deferred: CheckDeferred, isProbe: boolean, signal: AbortSignal): Promise<void> {
    const { way, conclude, clock, deferrals } = this.#parts;
    const asked = askedAgain(deferred);
    const journey = new Journey(clock);
    journey.silenced = signal;
    const answer = answerOf(deferred);
    if (answer !== undefined) {
      // Somebody had the answer and did not live to see it settled, or is a moment from it: a copy harms nobody.
      await conclude.repeated(asked, answer, journey);
      await deferrals.settle(deferred);
      return;
    }
    try {
      if (clock.wallMs() >= Date.parse(deferred.until)) {
        throw ended(deferred);
      }
      const found = await way.walk(asked, journey, { urgency: 'deferred', isProbe, wait: signal, call: signal });
      signal.throwIfAborted();
      await conclude.answered(asked, found, journey, {
        supersedes: deferred.degradedId,
        writeDown: (result) => deferrals.put(writtenDown(deferred, result, clock.wallMs())),
      });
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof OfficineError)) {
        throw thrown;
      }
      await this.#notAnswered(deferred, asked, thrown, journey);
      return;
    }
    await deferrals.settle(deferred);
  }

  async #notAnswered(deferred: CheckDeferred, asked: AskedCheck, error: OfficineError, journey: Journey): Promise<void> {
    const { conclude, deferrals, clock, callTimeoutMs } = this.#parts;
    if (error.disposition === 'reject') {
      await conclude.rejected(asked, error, journey, deferred.degradedId);
      await deferrals.settle(deferred);
      return;
    }
    const { code } = asOfficineError(error);
    const untilMs = Date.parse(deferred.until);
    const { attempt } = asked;
    const plan = planRecheck({ code, attempt, nowMs: clock.wallMs(), untilMs, callTimeoutMs, random: Math.random() });
    if (plan.ask === 'never') {
      await conclude.rejected(asked, ended(deferred), journey, deferred.degradedId);
      await deferrals.settle(deferred);
      return;
    }
    await journey.proven();
    await deferrals.put({ ...deferred, code, attempt, dueAt: isoOf(plan.dueMs) });
  }
}

function ended({ code }: CheckDeferred): OfficineError {
  return new OfficineError('recheck-ended', { step: 'settle', detail: code });
}

function askedAgain(deferred: CheckDeferred): AskedCheck {
  const { vendor, requestId, requestHash, request, sourcePosition, receivedAt, attempt } = deferred;
  const [partition = '0', offset = '0'] = sourcePosition.split(':');
  const traceparent = traceparentOf() ?? deferred.traceparent;
  return {
    vendor,
    requestId,
    requestHash,
    request,
    source: { partition: Number(partition), offset: BigInt(offset) },
    receivedAtMs: Date.parse(receivedAt),
    attempt: attempt + 1,
    ...(traceparent && { traceparent }),
  };
}
