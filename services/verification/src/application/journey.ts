import { type DegradedCode, OfficineError, type Step } from '@officine/contracts';
import type { Clock } from './ports.ts';
import type { ResultRecord } from './result-record.ts';

/** Looked at before something is said; what has to end with it listens to its sources. */
export type Silence = Pick<AbortSignal, 'aborted'>;

/** How far a check has come: what its result will tell, and what must be proven before it is told. */
export class Journey {
  step: Extract<Step, 'admit' | 'token' | 'get'> = 'admit';
  /** Monotonic milliseconds. */
  readonly beganAtMs: number;
  /** Milliseconds spent waiting for others (permits, auth-token): not our own work. */
  waitedMs = 0;
  /** When the first call to mySecu left, epoch milliseconds. */
  calledAtMs: number | undefined;
  /** Milliseconds of our own work until the first call left. */
  ownMsBeforeCall: number | undefined;
  /** When the last answer arrived, monotonic milliseconds. */
  answeredAtMs: number | undefined;
  /** Milliseconds of the last call to mySecu. */
  mysecuMs: number | undefined;
  /** Of the last answer received. */
  correlationId: string | undefined;
  /** `ok` or the code with which the last call ended. */
  callOutcome: string | undefined;
  /** Aborted when nothing more may be said about this check here: somebody else has its partition, or has answered it. */
  silenced: Silence | undefined;
  /** Told when the check only waits for others from now on: further ones may be begun. */
  onWaiting: () => void = () => undefined;
  /** Resolves when what others wrote about this check until now is known. Only for a check that somebody else may have begun. */
  othersHeard: (() => Promise<void>) | undefined;
  /** The result that Kafka did not acknowledge, and may have written all the same. */
  unconfirmed: ResultRecord | undefined;
  readonly #evidence: Promise<void>[] = [];

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.beganAtMs = clock.monotonicMs();
  }

  /** A call to mySecu is about to leave. */
  callLeaves(clock: Clock): void {
    this.step = 'get';
    if (this.calledAtMs === undefined) {
      this.calledAtMs = clock.wallMs();
      this.ownMsBeforeCall = clock.monotonicMs() - this.beganAtMs - this.waitedMs;
    }
  }

  /** An audit event is on its way to the broker. */
  prove(evidence: Promise<void>): void {
    // Its failure is met in `proven`; until then it is nobody's unhandled rejection.
    evidence.catch(() => undefined);
    this.#evidence.push(evidence);
  }

  /** Resolves once the broker has every audit event of this check; rejects when it does not take one. */
  async proven(): Promise<void> {
    await Promise.all(this.#evidence);
  }

  /** The cause of running out of time here. */
  outOfTime(): OfficineError {
    return new OfficineError(OUT_OF_TIME[this.step], { step: this.step, detail: 'budget-spent' });
  }
}

const OUT_OF_TIME: Readonly<Record<Journey['step'], DegradedCode>> = {
  admit: 'rate-limited',
  token: 'token-service-unavailable',
  get: 'mysecu-timeout',
};
