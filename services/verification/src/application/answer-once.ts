import { OfficineError } from '@officine/contracts';
import type { Budget } from '../domain/budget.ts';
import type { AnswerInTime } from './answer-in-time.ts';
import { type AskedCheck, positionText } from './asked-check.ts';
import { auditOf } from './audit-of.ts';
import type { CheckWay } from './check-way.ts';
import type { Conclude } from './conclude.ts';
import { asOfficineError, PartitionLost } from './failures.ts';
import type { Journey, Silence } from './journey.ts';
import type { AuditTrail, Deferrals, Directory } from './ports.ts';
import type { ResultRecord } from './result-record.ts';
import { isAnswer } from './result-window.ts';
import type { SeenRequests } from './seen-requests.ts';

/** What answering once is made of. */
export interface AnswerOnceParts {
  readonly way: CheckWay;
  readonly inTime: Pick<AnswerInTime, 'to'>;
  readonly conclude: Conclude;
  readonly directory: Directory;
  readonly audit: AuditTrail;
  readonly deferrals: Deferrals;
}

/** One request and the circumstances in which it was read. */
export interface Reading {
  readonly asked: AskedCheck;
  readonly budget: Budget;
  readonly journey: Journey;
  /** What was asked and answered in this partition before. */
  readonly seen: SeenRequests;
  /** Aborts when the partition goes to another replica. */
  readonly lost: AbortSignal;
  /** The record may have been begun before, by a former owner or here. */
  readonly redelivered: boolean;
  /** Told when this very record turns out to be answered already, so that nothing is published for it. */
  readonly answeredBefore: () => void;
}

/** Gives one request one truth: who may not ask is refused, who asks again hears the same, all others are answered in time. */
export class AnswerOnce {
  readonly #parts: AnswerOnceParts;

  constructor(parts: AnswerOnceParts) {
    this.#parts = parts;
  }

  /** Resolves when a result is published. Nothing may be awaited before the request is claimed: order decides who is first. */
  async to(reading: Reading): Promise<void> {
    const { asked, journey, seen } = reading;
    const refusal = this.#refusal(asked);
    if (refusal !== undefined) {
      await this.#parts.conclude.unanswered(asked, refusal, journey);
      return;
    }
    for (;;) {
      const claim = seen.claim(asked.requestId, asked.requestHash);
      if (claim.is === 'conflict') {
        const conflict = new OfficineError('conflicting-duplicate', { step: 'admit', field: 'id' });
        await this.#parts.conclude.unanswered(asked, conflict, journey);
        return;
      }
      if (claim.is === 'new') {
        await this.#answer(reading, claim);
        return;
      }
      if (claim.isUnderWay) {
        journey.onWaiting();
      }
      const result = await unlessLost(claim.result, reading.lost);
      if (result !== undefined) {
        await this.#repeat(reading, result);
        return;
      }
    }
  }

  /** A copy is for whoever asks again. Where this very record was answered and not committed, its answer stands already. */
  async #repeat({ asked, journey, answeredBefore }: Reading, result: ResultRecord): Promise<void> {
    if (isAnswerTo(asked, result)) {
      answeredBefore();
      return;
    }
    await this.#parts.conclude.repeated(asked, result, journey);
  }

  async #answer(reading: Reading, claim: NewClaim): Promise<void> {
    const { asked, budget, journey, lost, redelivered } = reading;
    const { audit, inTime, deferrals } = this.#parts;
    journey.prove(audit.record(auditOf('check.asked', asked)));
    const { overtaken } = claim;
    const silenced: Silence = {
      get aborted() {
        return lost.aborted || overtaken.aborted;
      },
    };
    journey.silenced = silenced;
    if (redelivered) {
      // Whoever began this before may have deferred it and died before it said so. It is ours again, and nobody asks it beside us.
      journey.prove(deferrals.settle(asked, silenced));
    }
    try {
      const result = await inTime.to(asked, budget, journey, [lost, overtaken]);
      claim.settle(result);
      if (redelivered && isAnswer(result)) {
        // Once more behind what a former owner may have had on its way.
        await deferrals.settle(asked, lost);
      }
    } catch (error) {
      if (overtaken.aborted && !lost.aborted) {
        // A former owner was a moment slower than its successor, or our own send was written and not acknowledged. Its answer may
        // also be older than this asking, and only just read: whoever asked now hears a copy.
        const answer: ResultRecord = overtaken.reason;
        claim.settle(answer);
        journey.silenced = lost;
        await this.#repeat(reading, answer);
        return;
      }
      claim.release();
      throw error;
    }
  }

  /** Without fresh rules nobody is refused: the check will be degraded instead, and judged when it is asked again. */
  #refusal(asked: AskedCheck): OfficineError | undefined {
    if (!this.#parts.directory.isFresh()) {
      return undefined;
    }
    try {
      this.#parts.way.authorise(asked);
      return undefined;
    } catch (refusal) {
      return asOfficineError(refusal);
    }
  }
}

/** Positions of a vendor's two topics look alike: those of the other lane answer nothing here. */
function isAnswerTo({ source, lane }: AskedCheck, { headers }: ResultRecord): boolean {
  return headers['ce_sourceposition'] === positionText(source) && headers['ce_lane'] === lane;
}

type NewClaim = Extract<ReturnType<SeenRequests['claim']>, { is: 'new' }>;

async function unlessLost<T>(promise: Promise<T>, lost: AbortSignal): Promise<T> {
  const loss = Promise.withResolvers<never>();
  const lose = () => loss.reject(new PartitionLost('the partition is owned by another replica now'));
  lost.addEventListener('abort', lose);
  try {
    if (lost.aborted) {
      lose();
    }
    return await Promise.race([promise, loss.promise]);
  } finally {
    lost.removeEventListener('abort', lose);
  }
}
