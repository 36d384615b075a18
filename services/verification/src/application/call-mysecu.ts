import type { ControlPharmacy, OfficineError } from '@officine/contracts';
import { ATTR, SPAN, withSpan } from '@officine/telemetry';
import type { Breaker } from '../domain/breaker.ts';
import type { AskedCheck } from './asked-check.ts';
import { auditOf } from './audit-of.ts';
import { countsAgainstMysecu, isOwnFault, outcomeOf } from './call-outcome.ts';
import { asOfficineError } from './failures.ts';
import type { Journey } from './journey.ts';
import type { MysecuAnswer } from './mysecu-answer.ts';
import type { AuditTrail, CallJournal, Clock, MySecuGateway, ValidToken } from './ports.ts';
import { isoOf } from './result-record.ts';

/** One question, its pharmacy and the token to ask it with. */
export interface Call {
  readonly asked: AskedCheck;
  readonly pharmacy: ControlPharmacy;
  readonly token: ValidToken;
}

/** What calling is made of. */
export interface CallMySecuParts {
  readonly gateway: MySecuGateway;
  readonly breaker: Breaker;
  readonly journal: CallJournal;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  /** Told of each answer: the pharmacy's credential is good, and it is not blocked. */
  readonly onAnswer: (pharmacy: string) => void;
}

/** Makes one call to mySecu, and tells the breaker, the monitor and the audit how it went. */
export class CallMySecu {
  readonly #gateway: MySecuGateway;
  readonly #breaker: Breaker;
  readonly #journal: CallJournal;
  readonly #audit: AuditTrail;
  readonly #clock: Clock;
  readonly #onAnswer: (pharmacy: string) => void;

  constructor(parts: CallMySecuParts) {
    this.#gateway = parts.gateway;
    this.#breaker = parts.breaker;
    this.#journal = parts.journal;
    this.#audit = parts.audit;
    this.#clock = parts.clock;
    this.#onAnswer = parts.onAnswer;
  }

  /** mySecu's verified answer. Throws an OfficineError with the cause; a TokenRefused when a new token may help. */
  async make(call: Call, journey: Journey, signal: AbortSignal): Promise<MysecuAnswer> {
    const { asked, pharmacy, token } = call;
    const attributes = {
      [ATTR.step]: 'get',
      [ATTR.check]: asked.request.check,
      [ATTR.vendor]: asked.vendor,
      [ATTR.pharmacy]: pharmacy.id,
    };
    journey.callLeaves(this.#clock);
    return await withSpan(SPAN.mysecuGet, { kind: 'client', attributes }, async (span) => {
      const startedAtMs = this.#clock.wallMs();
      const startedMs = this.#clock.monotonicMs();
      try {
        const found = await this.#gateway.ask({ request: asked.request, pharmacy, token, signal });
        this.#ended(call, journey, { startedAtMs, startedMs, found });
        this.#onAnswer(pharmacy.id);
        return found;
      } catch (thrown) {
        if (signal.aborted) {
          this.#abandoned(call, journey);
          throw signal.reason;
        }
        this.#ended(call, journey, { startedAtMs, startedMs, error: asOfficineError(thrown) });
        throw thrown;
      } finally {
        span.setAttributes({
          [ATTR.outcome]: journey.callOutcome ?? 'abandoned',
          [ATTR.correlationId]: journey.correlationId ?? '',
        });
      }
    });
  }

  #ended(call: Call, journey: Journey, end: CallEnd): void {
    const nowMs = this.#clock.monotonicMs();
    const { error, found } = end;
    const outcome = error === undefined ? 'ok' : outcomeOf(error);
    journey.answeredAtMs = nowMs;
    journey.mysecuMs = nowMs - end.startedMs;
    journey.correlationId = found?.correlationId ?? error?.details.correlationId;
    journey.callOutcome = error?.code ?? 'ok';
    if (outcome === undefined) {
      return; // No call left: its credential could not be used.
    }
    this.#tellBreaker(error, nowMs);
    const correlationId = journey.correlationId;
    this.#journal.record({
      step: 'get',
      startedAt: isoOf(end.startedAtMs),
      durationMs: Math.round(journey.mysecuMs),
      outcome,
      ownFault: error !== undefined && isOwnFault(error),
      ...(error && { code: error.code }),
      ...(error?.details.detail && { detail: error.details.detail }),
      ...(correlationId && { correlationId }),
    });
    const fact = auditOf('check.called', call.asked, {
      step: 'get',
      outcome: journey.callOutcome,
      ...(correlationId && { correlationId }),
    });
    journey.prove(this.#audit.record(fact));
  }

  /** Nobody waits for its answer any more, but it may have arrived there: it is in the record (framework contract, 11). */
  #abandoned({ asked }: Call, journey: Journey): void {
    journey.callOutcome = 'abandoned';
    journey.prove(this.#audit.record(auditOf('check.called', asked, { step: 'get', outcome: 'abandoned' })));
  }

  #tellBreaker(error: OfficineError | undefined, nowMs: number): void {
    if (error !== undefined && countsAgainstMysecu(error)) {
      this.#breaker.failed(nowMs);
    } else {
      this.#breaker.succeeded(); // mySecu works: it answered, if only to refuse this pharmacy.
    }
  }
}

interface CallEnd {
  readonly startedAtMs: number;
  readonly startedMs: number;
  readonly found?: MysecuAnswer;
  readonly error?: OfficineError;
}
