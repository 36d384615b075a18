import type { ResultRecord } from './result-record.ts';
import { isAnswer, isRepeatable, ResultWindow } from './result-window.ts';

/** What is known of a request that arrives. */
export type Claim =
  /** Nobody asked it yet, or it is to be judged anew: the claimant answers it, and must settle or release it. */
  | {
      readonly is: 'new';
      /**
       * Aborts with the result when an answer of somebody else arrives meanwhile: the request has its truth; or with one that something
       * else under the same id was told: then this request is a conflict.
       */
      readonly overtaken: AbortSignal;
      /** What was decided before and may have been told: to be published as it is, without asking. */
      readonly decided: ResultRecord | undefined;
      settle(result: ResultRecord): void;
      /** @param unconfirmed may have been written by Kafka: nobody may be told anything else. */
      release(unconfirmed?: ResultRecord): void;
    }
  /** Asked before, same content: the result to repeat; undefined when the first attempt left none, then claim again. */
  | { readonly is: 'repeat'; readonly isUnderWay: boolean; readonly result: Promise<ResultRecord | undefined> }
  /** Asked before, with other content. */
  | { readonly is: 'conflict' };

interface Unconfirmed {
  readonly hash: string;
  readonly result: ResultRecord;
}

interface InFlight {
  readonly hash: string;
  readonly result: Promise<ResultRecord | undefined>;
  readonly overtaken: AbortController;
}

/** Remembers what was asked and answered in one partition of one vendor, so that a repeat is a byte copy. */
export class SeenRequests {
  readonly #window: ResultWindow;
  readonly #inFlight = new Map<string, InFlight>();
  /** By request: what Kafka may have written, until its record is tried again. No more than there are records that wait for Kafka. */
  readonly #unconfirmed = new Map<string, Unconfirmed>();

  constructor(window: ResultWindow = new ResultWindow()) {
    this.#window = window;
  }

  /** Takes in a result that anybody published to this partition. */
  learn(result: ResultRecord): void {
    this.#window.add(result);
    const { ce_subject: requestId = '', ce_requesthash: hash } = result.headers;
    const overtakes = (known: { readonly hash: string } | undefined) =>
      known !== undefined && (known.hash === hash ? isAnswer(result) : isRepeatable(result));
    const inFlight = this.#inFlight.get(requestId);
    if (overtakes(inFlight)) {
      inFlight?.overtaken.abort(result);
    }
    if (overtakes(this.#unconfirmed.get(requestId))) {
      this.#unconfirmed.delete(requestId);
    }
  }

  /** Must be called before anything is awaited: what arrives first in the partition claims first. */
  claim(requestId: string, hash: string): Claim {
    const told = this.#window.get(requestId);
    const earlier = told ?? this.#inFlight.get(requestId);
    if (earlier === undefined) {
      const decided = this.#unconfirmed.get(requestId);
      return decided === undefined || decided.hash === hash ? this.#begin(requestId, hash, decided?.result) : { is: 'conflict' };
    }
    return earlier.hash === hash
      ? { is: 'repeat', isUnderWay: told === undefined, result: Promise.resolve(earlier.result) }
      : { is: 'conflict' };
  }

  /** Gives its memory back: the partition went to another replica. */
  clear(): void {
    this.#window.clear();
    this.#unconfirmed.clear();
  }

  #begin(requestId: string, hash: string, decided: ResultRecord | undefined): Claim {
    const { promise, resolve } = Promise.withResolvers<ResultRecord | undefined>();
    const overtaken = new AbortController();
    this.#inFlight.set(requestId, { hash, result: promise, overtaken });
    const end = (result: ResultRecord | undefined) => {
      this.#inFlight.delete(requestId);
      resolve(result);
    };
    return {
      is: 'new',
      overtaken: overtaken.signal,
      decided,
      settle: (result) => {
        this.#unconfirmed.delete(requestId);
        this.#window.add(result);
        // A rejection is not repeated: whoever waits judges its own request.
        end(isRepeatable(result) ? result : undefined);
      },
      release: (unconfirmed) => {
        if (unconfirmed !== undefined && isRepeatable(unconfirmed)) {
          this.#unconfirmed.set(requestId, { hash, result: unconfirmed });
        }
        end(undefined);
      },
    };
  }
}
