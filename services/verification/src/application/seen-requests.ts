import type { ResultRecord } from './result-record.ts';
import { isAnswer, isRepeatable, ResultWindow } from './result-window.ts';

/** What is known of a request that arrives. */
export type Claim =
  /** Nobody asked it yet, or it is to be judged anew: the claimant answers it, and must settle or release it. */
  | {
      readonly is: 'new';
      /** Aborts with the result when an answer of somebody else arrives meanwhile: the request has its truth. */
      readonly overtaken: AbortSignal;
      settle(result: ResultRecord): void;
      release(): void;
    }
  /** Asked before, same content: the result to repeat; undefined when the first attempt left none, then claim again. */
  | { readonly is: 'repeat'; readonly isUnderWay: boolean; readonly result: Promise<ResultRecord | undefined> }
  /** Asked before, with other content. */
  | { readonly is: 'conflict' };

interface InFlight {
  readonly hash: string;
  readonly result: Promise<ResultRecord | undefined>;
  readonly overtaken: AbortController;
}

/** Remembers what was asked and answered in one partition of one vendor, so that a repeat is a byte copy. */
export class SeenRequests {
  readonly #window: ResultWindow;
  readonly #inFlight = new Map<string, InFlight>();

  constructor(window: ResultWindow = new ResultWindow()) {
    this.#window = window;
  }

  /** Takes in a result that anybody published to this partition. */
  learn(result: ResultRecord): void {
    this.#window.add(result);
    const inFlight = this.#inFlight.get(result.headers['ce_subject'] ?? '');
    if (inFlight !== undefined && inFlight.hash === result.headers['ce_requesthash'] && isAnswer(result)) {
      inFlight.overtaken.abort(result);
    }
  }

  /** Must be called before anything is awaited: what arrives first in the partition claims first. */
  claim(requestId: string, hash: string): Claim {
    const told = this.#window.get(requestId);
    const earlier = told ?? this.#inFlight.get(requestId);
    if (earlier === undefined) {
      return this.#begin(requestId, hash);
    }
    return earlier.hash === hash
      ? { is: 'repeat', isUnderWay: told === undefined, result: Promise.resolve(earlier.result) }
      : { is: 'conflict' };
  }

  /** Gives its memory back: the partition went to another replica. */
  clear(): void {
    this.#window.clear();
  }

  #begin(requestId: string, hash: string): Claim {
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
      settle: (result) => {
        this.#window.add(result);
        // A rejection is not repeated: whoever waits judges its own request.
        end(isRepeatable(result) ? result : undefined);
      },
      release: () => end(undefined),
    };
  }
}
