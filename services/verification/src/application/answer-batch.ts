import { type ErrorCode, OfficineError } from '@officine/contracts';
import type { Budget } from '../domain/budget.ts';
import { RECHECK_FOR_MS } from '../domain/recheck-plan.ts';
import type { AskedCheck } from './asked-check.ts';
import type { CheckWay } from './check-way.ts';
import type { Conclude } from './conclude.ts';
import { asOfficineError, PartitionLost } from './failures.ts';
import type { Journey } from './journey.ts';
import { linkedTo } from './linked-abort.ts';
import type { MysecuAnswer } from './mysecu-answer.ts';
import type { Clock } from './ports.ts';
import type { ResultRecord } from './result-record.ts';

/** Where nothing was asked for these reasons, asking later is worth it: they concern everybody, and nobody waits. */
const PATIENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'mysecu-unavailable',
  'identity-provider-unavailable',
  'token-service-unavailable',
  'officine-unavailable',
  'maintenance',
]);
const PAUSE_MS = 5_000;

/** What answering a batch is made of. */
export interface AnswerBatchParts {
  readonly way: Pick<CheckWay, 'walk'>;
  readonly conclude: Pick<Conclude, 'answered' | 'unanswered'>;
  readonly clock: Clock;
}

/**
 * Answers a check of the batch topic (R9) with a permit that nobody else wants, however long that takes, until its end. It is asked once
 * here; when that fails it is degraded and asked again like any other. Nothing durable is held: its record stays uncommitted meanwhile.
 */
export class AnswerBatch {
  readonly #parts: AnswerBatchParts;

  constructor(parts: AnswerBatchParts) {
    this.#parts = parts;
  }

  /** The result that was published. Rejects with a PartitionLost when one of `lost` aborts, with a PublishError when Kafka takes none. */
  async to(asked: AskedCheck, _: Budget, journey: Journey, lost: readonly AbortSignal[]): Promise<ResultRecord> {
    const { conclude } = this.#parts;
    const end = await this.#untilAsked(asked, journey, lost);
    await journey.othersHeard?.();
    if (lost.some(({ aborted }) => aborted)) {
      throw new PartitionLost('the partition is owned by another replica now');
    }
    return end instanceof OfficineError
      ? await conclude.unanswered(asked, end, journey)
      : await conclude.answered(asked, end, journey);
  }

  async #untilAsked(asked: AskedCheck, journey: Journey, lost: readonly AbortSignal[]): Promise<MysecuAnswer | OfficineError> {
    const { clock, way } = this.#parts;
    const over = linkedTo(...lost);
    const wait = over.signal;
    const cancel = clock.after(asked.untilMs - clock.wallMs(), () => over.abort(ended('until')));
    try {
      for (;;) {
        if (wait.aborted || clock.wallMs() >= asked.untilMs) {
          return this.#tooLate(asked);
        }
        try {
          return await way.walk(asked, journey, { urgency: 'batch', isProbe: false, wait, call: lost });
        } catch (thrown) {
          const error = asOfficineError(thrown);
          if (journey.calledAtMs !== undefined || !PATIENT.has(error.code)) {
            return error;
          }
        }
        await this.#pause(wait);
      }
    } finally {
      cancel();
      over.release();
    }
  }

  #tooLate({ receivedAtMs }: AskedCheck): OfficineError {
    const isExpired = this.#parts.clock.wallMs() - receivedAtMs >= RECHECK_FOR_MS;
    return isExpired ? new OfficineError('expired', { step: 'admit' }) : ended('until');
  }

  async #pause(wait: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#parts.clock.after(PAUSE_MS, resolve);
    const stop = () => resolve();
    wait.addEventListener('abort', stop, { once: true });
    if (wait.aborted) {
      stop();
    }
    await promise;
    cancel();
    wait.removeEventListener('abort', stop);
  }
}

function ended(detail: string): OfficineError {
  return new OfficineError('recheck-ended', { step: 'admit', detail });
}
