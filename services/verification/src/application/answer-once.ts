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
  /** Resolves when what others wrote to the results until now was read. */
  readonly othersHeard: () => Promise<void>;
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
        await this.#conflict(asked, journey);
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

  async #conflict(asked: AskedCheck, journey: Journey): Promise<void> {
    const conflict = new OfficineError('conflicting-duplicate', { step: 'admit', field: 'id' });
    await this.#parts.conclude.unanswered(asked, conflict, journey);
  }

  async #answer(reading: Reading, claim: NewClaim): Promise<void> {
    const { asked, journey, lost, redelivered } = reading;
    const { deferrals } = this.#parts;
    const { overtaken, decided } = claim;
    const silenced: Silence = {
      get aborted() {
        return lost.aborted || overtaken.aborted;
      },
    };
    journey.silenced = silenced;
    try {
      const result = decided === undefined ? await this.#ask(reading, overtaken) : await this.#tellAgain(reading, decided);
      claim.settle(result);
      if (redelivered && isAnswer(result)) {
        // Once more behind what a former owner may have had on its way.
        await deferrals.settle(asked, lost);
      }
    } catch (error) {
      if (overtaken.aborted && !lost.aborted) {
        await this.#overtaken(reading, claim, overtaken.reason);
        return;
      }
      claim.release(journey.unconfirmed);
      throw error;
    }
  }

  async #ask(reading: Reading, overtaken: AbortSignal): Promise<ResultRecord> {
    const { asked, budget, journey, lost, redelivered, othersHeard } = reading;
    const { audit, inTime, deferrals } = this.#parts;
    journey.prove(audit.record(auditOf('check.asked', asked)));
    if (redelivered) {
      // Whoever began this before may have deferred it and died before it said so. It is ours again, and nobody asks it beside us.
      journey.prove(deferrals.settle(asked, journey.silenced));
      journey.othersHeard = othersHeard;
    }
    return await inTime.to(asked, budget, journey, [lost, overtaken]);
  }

  async #tellAgain({ asked, journey }: Reading, decided: ResultRecord): Promise<ResultRecord> {
    await this.#parts.conclude.repeated(asked, decided, journey);
    return decided;
  }

  /**
   * A former owner was a moment slower than its successor, or its result is older than this asking and only just read. Where it is the
   * truth of this request, whoever asked now hears a copy.
   */
  async #overtaken(reading: Reading, claim: NewClaim, theirs: ResultRecord): Promise<void> {
    const { asked, journey, lost, redelivered } = reading;
    journey.silenced = lost;
    if (theirs.headers['ce_requesthash'] !== asked.requestHash) {
      claim.release();
      await this.#conflict(asked, journey);
      return;
    }
    claim.settle(theirs);
    if (redelivered) {
      // What we may have deferred a moment before is answered.
      await this.#parts.deferrals.settle(asked, lost);
    }
    await this.#repeat(reading, theirs);
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
