import type { Check } from '@officine/contracts';
import type { AcceptCharterOptions, CharterAcceptance, CharterResult } from './request/charter.ts';
import type { CheckOptions, Question, QuestionOf } from './request/question.ts';
import type { CheckResult, Dropped, Settled } from './result/check-result.ts';

/** How the client is doing. */
export interface ClientHealth {
  /** Kafka is reached and results are heard; while false, checks are answered locally and requests wait. */
  readonly connected: boolean;
  /** Requests that Kafka has not acknowledged yet. */
  readonly unsent: number;
  /** Requests whose result somebody waits for. */
  readonly waiting: number;
  /** Milliseconds since the results topic was last read; null before the first time. */
  readonly lastReadMsAgo: number | null;
}

/** What a vendor's back end asks mySecu's questions with. */
export interface Client {
  /**
   * Asks one question and resolves at most 50 ms after `timeoutMs` with what is known then: an answer, a degraded result, or a
   * rejection. Nothing that mySecu, Officine or Kafka does makes it throw or wait longer.
   * Throws a TypeError when the question is not of the right types, and an Error when the client is closed.
   */
  check<C extends Check>(question: QuestionOf<C>, options?: CheckOptions): Promise<CheckResult<C>>;
  check(question: Question, options?: CheckOptions): Promise<CheckResult>;

  /** Tells that a user accepted the charter, and resolves when Officine recorded it: checks after that are not refused for it. */
  acceptCharter(acceptance: CharterAcceptance, options?: AcceptCharterOptions): Promise<CharterResult>;

  /**
   * Hears of results that came after their waiter had been told something else. May be told again after a restart, and by each client of
   * the vendor: handle by `id`. The returned function ends it.
   */
  onSettled(handler: (settled: Settled) => void): () => void;

  /** Hears of requests that never reached Kafka and will not be sent any more. The returned function ends it. */
  onDropped(handler: (dropped: Dropped) => void): () => void;

  health(): ClientHealth;

  /** Stops within 5 s. Whoever still waits is answered locally at once; what was not sent is dropped and told. */
  close(): Promise<void>;
}
