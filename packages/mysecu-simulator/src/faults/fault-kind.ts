import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Alterations } from '../platform.ts';
import type { Step } from '../step.ts';
import type { Refusal } from '../wire/refusal.ts';

/** An answer on its way out. */
export interface Outgoing {
  readonly response: ServerResponse;
  /** The TCP connection below TLS. */
  readonly connection: Socket;
  readonly status: number;
  readonly text: string;
  /** What the rule says about pace, in milliseconds. */
  readonly delayMs: number | undefined;
}

/**
 * One way to misbehave, as a stage of an answer's life. A kind sets one of the stages; all others run as always, so that
 * what is not at fault is genuine.
 */
export interface FaultKind {
  /** One line for the README and `GET /faults/kinds`. */
  readonly says: string;
  readonly steps: readonly Step[];
  /** Refuses a request that is in order. */
  readonly refuse?: (step: Step) => Refusal;
  /** Changes what is said, before it is signed: the answer stays properly signed. */
  readonly alter?: Alterations;
  /** Changes the message after it was signed; `earlier` is the last genuine answer to the same question. */
  readonly tamper?: (message: string, step: Step, earlier: string | undefined) => string;
  /** Sends the answer in another way, or not at all. Resolves when it has nothing more to do. */
  readonly deliver?: (outgoing: Outgoing) => Promise<void> | void;
}
