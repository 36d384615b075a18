import type { Check, CheckDeferred, Environment, ErrorCode, OfficineError } from '@officine/contracts';
import { ATTR, describeSpan, SPAN, withSpan } from '@officine/telemetry';
import { Budget } from '../domain/budget.ts';
import { planRecheck } from '../domain/recheck-plan.ts';
import type { AskedCheck } from './asked-check.ts';
import { auditOf, refusalOf } from './audit-of.ts';
import { deferralOf, digestOf, writtenDown } from './deferral.ts';
import { isRefused } from './failures.ts';
import type { Journey } from './journey.ts';
import type { Measures } from './measures.ts';
import type { MysecuAnswer } from './mysecu-answer.ts';
import type { AuditFact, AuditTrail, Clock, Deferrals, LastKnown, Results } from './ports.ts';
import {
  idOf,
  type ResultFacts,
  type ResultRecord,
  type ResultSubject,
  subjectOfCheck,
  writeAnswered,
  writeDegraded,
  writeRejected,
} from './result-record.ts';

/** What concluding needs from the outside. */
export interface ConcludePorts {
  readonly results: Results;
  readonly deferrals: Deferrals;
  readonly lastKnown: LastKnown;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly measures: Measures;
  readonly environment: Environment;
  /** How long a call to mySecu may take at most, milliseconds. */
  readonly callTimeoutMs: number;
}

/** A degraded result, and the deferred record behind it; none where the check is not asked again. */
export interface Degradation {
  readonly result: ResultRecord;
  readonly deferred?: CheckDeferred;
}

/** Says how a check ended: evidence first, then the result, so that there is no answer without its row in the audit. */
export class Conclude {
  readonly #ports: ConcludePorts;

  constructor(ports: ConcludePorts) {
    this.#ports = ports;
  }

  /** Publishes mySecu's answer. */
  async answered(asked: AskedCheck, found: MysecuAnswer, journey: Journey): Promise<ResultRecord> {
    const result = writeAnswered(asked, found, this.#facts(journey));
    await this.#publish(result, journey, this.#fact('check.answered', asked, found.verdict.state, journey, result));
    this.#tellAnswered(asked, found, journey);
    return result;
  }

  /** Publishes why there is no answer: `rejected` or `degraded`, as the error's code says. */
  async unanswered(asked: AskedCheck, error: OfficineError, journey: Journey): Promise<ResultRecord> {
    return error.disposition === 'reject'
      ? await this.rejected(asked, error, journey)
      : (await this.degraded(asked, error, journey)).result;
  }

  async rejected(asked: AskedCheck, error: OfficineError, journey: Journey): Promise<ResultRecord> {
    const result = writeRejected(subjectOfCheck(asked), error, this.#facts(journey));
    await this.#publish(result, journey, this.#fact('check.refused', asked, error.code, journey, result));
    this.#tell('rejected', error.code, asked.request.check, journey);
    return result;
  }

  /** Rejects a request that could not be read as a question: what is known of it is in the audit, without a person to name. */
  async rejectedUnread(subject: ResultSubject, error: OfficineError, journey: Journey, userId?: string): Promise<void> {
    const result = writeRejected(subject, error, this.#facts(journey));
    await this.#publish(result, journey, refusalOf(subject, error.code, idOf(result), userId));
    this.#tell('rejected', error.code, subject.check, journey);
  }

  /** Publishes a copy, byte for byte, of a result that was given before. */
  async repeated(asked: AskedCheck, result: ResultRecord, journey: Journey): Promise<void> {
    await this.#publish(result, journey, auditOf('check.repeated', asked, { resultId: idOf(result) }));
  }

  /** The deferred record goes first: a degraded result promises that the check will be asked again. */
  async degraded(asked: AskedCheck, error: OfficineError, journey: Journey): Promise<Degradation> {
    const { clock, deferrals, lastKnown, callTimeoutMs } = this.#ports;
    const { attempt, untilMs } = asked;
    const plan = planRecheck({
      ...{ code: error.code, attempt, untilMs, callTimeoutMs },
      nowMs: clock.wallMs(),
      budgetEndsMs: asked.receivedAtMs + Budget.clamped(asked.request.timeoutMs),
      random: Math.random(),
    });
    const shown = await lastKnown.of(asked).catch(() => undefined);
    const result = writeDegraded(asked, error, {
      ...this.#facts(journey, error),
      untilMs: plan.ask === 'never' ? null : untilMs,
      ...(shown && { lastKnown: shown }),
    });
    const deferred =
      plan.ask === 'never'
        ? undefined
        : deferralOf(asked, {
            degradedId: idOf(result),
            cause: error,
            dueMs: plan.dueMs,
            ...(shown && { shown: digestOf(shown.verdict) }),
          });
    if (deferred !== undefined) {
      journey.prove(deferrals.put(deferred, journey.silenced));
    }
    await this.#publish(result, journey, this.#fact('check.degraded', asked, error.code, journey, result));
    this.#tell('degraded', error.code, asked.request.check, journey);
    return { result, ...(deferred && { deferred }) };
  }

  /** Writes down that mySecu's answer settles a degraded check. */
  async settledByAnswer(deferred: CheckDeferred, asked: AskedCheck, found: MysecuAnswer, journey: Journey): Promise<void> {
    const result = writeAnswered(asked, found, {
      ...this.#facts(journey),
      supersedes: deferred.degradedId,
      ...(deferred.shown !== undefined && { changed: digestOf(found.verdict) !== deferred.shown }),
    });
    await this.#settle(deferred, result, journey, this.#fact('check.settled', asked, found.verdict.state, journey, result));
    this.#tellAnswered(asked, found, journey);
  }

  /** Writes down that a degraded check will not be asked again. */
  async settledByRejection(deferred: CheckDeferred, asked: AskedCheck, error: OfficineError, journey: Journey): Promise<void> {
    const result = writeRejected(subjectOfCheck(asked), error, { ...this.#facts(journey), supersedes: deferred.degradedId });
    await this.#settle(deferred, result, journey, this.#fact('check.settled', asked, error.code, journey, result));
    this.#tell('rejected', error.code, asked.request.check, journey);
  }

  /** Tells how a degraded check ends: the bytes that were written down first, the one truth whether they were told before or not. */
  async settledAsWritten(deferred: CheckDeferred, result: ResultRecord, journey: Journey): Promise<void> {
    await this.#send(result, journey);
    await this.#ports.deferrals.settle(deferred, journey.silenced);
  }

  /** Evidence first, as of every result; the owner of the deferred record tells it then ({@link settledAsWritten}). */
  async #settle(deferred: CheckDeferred, result: ResultRecord, journey: Journey, fact: AuditFact): Promise<void> {
    const { audit, deferrals, clock } = this.#ports;
    journey.prove(audit.record(fact));
    await journey.proven();
    await deferrals.put(writtenDown(deferred, result, clock.wallMs()), journey.silenced);
  }

  #tellAnswered(asked: AskedCheck, { verdict }: MysecuAnswer, journey: Journey): void {
    const { measures, clock, lastKnown } = this.#ports;
    this.#tell('answered', undefined, asked.request.check, journey);
    measures.answered(journey, clock.monotonicMs());
    lastKnown.keep(asked, verdict, clock.wallMs());
  }

  /** Counts the outcome and writes it on the check's span. */
  #tell(outcome: string, code: ErrorCode | undefined, check: Check | undefined, { correlationId }: Journey): void {
    this.#ports.measures.concluded(outcome, code, check);
    describeSpan({
      [ATTR.outcome]: outcome,
      ...(code && { [ATTR.code]: code }),
      ...(correlationId && { [ATTR.correlationId]: correlationId }),
    });
  }

  async #publish(result: ResultRecord, journey: Journey, fact: AuditFact): Promise<void> {
    journey.prove(this.#ports.audit.record(fact));
    await journey.proven();
    await this.#send(result, journey);
  }

  async #send(result: ResultRecord, journey: Journey): Promise<void> {
    const attributes = { [ATTR.vendor]: result.vendor, ...(result.key && { [ATTR.pharmacy]: result.key }) };
    await withSpan(SPAN.publishResult, { kind: 'producer', attributes }, async () => {
      try {
        await this.#ports.results.publish(result, journey.silenced);
      } catch (error) {
        journey.unconfirmed = isRefused(error) ? undefined : result;
        throw error;
      }
    });
  }

  #fact(action: AuditFact['action'], asked: AskedCheck, outcome: string, journey: Journey, result: ResultRecord): AuditFact {
    const { correlationId } = journey;
    return auditOf(action, asked, { outcome, resultId: idOf(result), ...(correlationId && { correlationId }) });
  }

  #facts(journey: Journey, error?: OfficineError): ResultFacts {
    const { calledAtMs, mysecuMs } = journey;
    const correlationId = journey.correlationId ?? error?.details.correlationId;
    return {
      environment: this.#ports.environment,
      concludedAtMs: this.#ports.clock.wallMs(),
      ...(calledAtMs !== undefined && { calledAtMs }),
      ...(mysecuMs !== undefined && { mysecuMs }),
      ...(correlationId && { correlationId }),
    };
  }
}
