import type { Check, Environment, ErrorCode, OfficineError } from '@officine/contracts';
import { ATTR, describeSpan, SPAN, withSpan } from '@officine/telemetry';
import { planRecheck, RECHECK_FOR_MS } from '../domain/recheck-plan.ts';
import type { AskedCheck } from './asked-check.ts';
import { auditOf, refusalOf } from './audit-of.ts';
import { deferralOf } from './deferral.ts';
import type { Journey } from './journey.ts';
import type { Measures } from './measures.ts';
import type { AuditFact, AuditTrail, Clock, Deferrals, MysecuAnswer, Results } from './ports.ts';
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
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly measures: Measures;
  readonly environment: Environment;
  /** How long a call to mySecu may take at most, milliseconds. */
  readonly callTimeoutMs: number;
}

/** An answer that settles a degraded result. */
export interface Settlement {
  /** Id of the degraded result. */
  readonly supersedes: string;
  /** Called once the answer's evidence stands, before the answer is published. */
  readonly writeDown: (answer: ResultRecord) => Promise<void>;
}

/** Says how a check ended: evidence first, then the result, so that there is no answer without its row in the audit. */
export class Conclude {
  readonly #ports: ConcludePorts;

  constructor(ports: ConcludePorts) {
    this.#ports = ports;
  }

  /** Publishes mySecu's answer, which may settle a degraded result. */
  async answered(asked: AskedCheck, found: MysecuAnswer, journey: Journey, settlement?: Settlement): Promise<ResultRecord> {
    const result = writeAnswered(asked, found, this.#facts(journey, settlement?.supersedes));
    const action = settlement === undefined ? 'check.answered' : 'check.settled';
    const fact = this.#fact(action, asked, found.verdict.state, journey, result);
    await this.#publish(result, journey, fact, settlement?.writeDown);
    this.#tell('answered', undefined, asked.request.check, journey);
    this.#ports.measures.answered(journey, this.#ports.clock.monotonicMs());
    return result;
  }

  /** Publishes why there is no answer: `rejected` or `degraded`, as the error's code says. */
  async unanswered(asked: AskedCheck, error: OfficineError, journey: Journey): Promise<ResultRecord> {
    return error.disposition === 'reject'
      ? await this.rejected(asked, error, journey)
      : await this.#degraded(asked, error, journey);
  }

  async rejected(asked: AskedCheck, error: OfficineError, journey: Journey, supersedes?: string): Promise<ResultRecord> {
    const result = writeRejected(subjectOfCheck(asked), error, this.#facts(journey, supersedes));
    const action = supersedes === undefined ? 'check.refused' : 'check.settled';
    await this.#publish(result, journey, this.#fact(action, asked, error.code, journey, result));
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
  async #degraded(asked: AskedCheck, error: OfficineError, journey: Journey): Promise<ResultRecord> {
    const { clock, deferrals, callTimeoutMs } = this.#ports;
    const untilMs = asked.receivedAtMs + RECHECK_FOR_MS;
    const facts = {
      code: error.code,
      attempt: asked.attempt,
      nowMs: clock.wallMs(),
      untilMs,
      callTimeoutMs,
      random: Math.random(),
    };
    const plan = planRecheck(facts);
    const result = writeDegraded(asked, error, plan.ask === 'never' ? null : untilMs, this.#facts(journey, undefined, error));
    if (plan.ask !== 'never') {
      const deferred = deferralOf(asked, { degradedId: idOf(result), code: error.code, dueMs: plan.dueMs, untilMs });
      journey.prove(deferrals.put(deferred));
    }
    await this.#publish(result, journey, this.#fact('check.degraded', asked, error.code, journey, result));
    this.#tell('degraded', error.code, asked.request.check, journey);
    return result;
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

  async #publish(result: ResultRecord, journey: Journey, fact: AuditFact, writeDown?: Settlement['writeDown']): Promise<void> {
    journey.prove(this.#ports.audit.record(fact));
    await journey.proven();
    await writeDown?.(result);
    const attributes = { [ATTR.vendor]: result.vendor, ...(result.key && { [ATTR.pharmacy]: result.key }) };
    await withSpan(SPAN.publishResult, { kind: 'producer', attributes }, () =>
      this.#ports.results.publish(result, journey.silenced),
    );
  }

  #fact(action: AuditFact['action'], asked: AskedCheck, outcome: string, journey: Journey, result: ResultRecord): AuditFact {
    const { correlationId } = journey;
    return auditOf(action, asked, { outcome, resultId: idOf(result), ...(correlationId && { correlationId }) });
  }

  #facts(journey: Journey, supersedes?: string, error?: OfficineError): ResultFacts {
    const { calledAtMs, mysecuMs } = journey;
    const correlationId = journey.correlationId ?? error?.details.correlationId;
    return {
      environment: this.#ports.environment,
      concludedAtMs: this.#ports.clock.wallMs(),
      ...(calledAtMs !== undefined && { calledAtMs }),
      ...(mysecuMs !== undefined && { mysecuMs }),
      ...(correlationId && { correlationId }),
      ...(supersedes && { supersedes }),
    };
  }
}
