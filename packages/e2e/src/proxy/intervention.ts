import type { WireRequest } from './kafka-wire.ts';

/** What becomes of a request or its answer: passed on, replaced by other bytes, or the connection ends before it arrives. */
export type Fate = 'pass' | 'cut' | Buffer;

/** Something done to the requests of Kafka's clients. */
export interface Intervention {
  /** @param clientPort of the connection, by which the process behind it can be found. */
  wants(request: WireRequest, clientPort: number): boolean;
  /** Before the broker has it; bytes answer the client in the broker's place, and the broker never sees the request. */
  onRequest?(request: WireRequest, clientPort: number): Fate | Promise<Fate>;
  /** When the broker has answered and the client does not know it yet. */
  onAnswer?(request: WireRequest, answer: Buffer, clientPort: number): Fate | Promise<Fate>;
}
