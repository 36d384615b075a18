import type { EventRecord } from '@officine/contracts';

/** A record for the vendor's requests topic. */
export interface RequestRecord {
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: Buffer;
}

/** What the way to Kafka tells the client. */
export interface TransportListener {
  /** Results will be heard from here on: requests may leave. Told again after each loss of the connection. */
  ready(): void;
  /** The next record of the results topic, in partition order. */
  result(record: EventRecord): void;
}

/** Thrown when Kafka will never take the record: it is too large. */
export class Unsendable extends Error {
  override readonly name = 'Unsendable';
}

/** How the way to Kafka is. */
export interface TransportHealth {
  /** Requests may leave: where results are read from is settled. */
  readonly ready: boolean;
  /** Milliseconds since the results topic was last read; null before the first time. */
  readonly lastReadMsAgo: number | null;
}

/** The way to Kafka, as narrow as the client needs it. Nothing here throws because Kafka is away: it connects behind. */
export interface Transport {
  start(listener: TransportListener): void;
  /** Resolves once the broker has the record; rejects when it could not be sent, or perhaps was not; `Unsendable` when it never can be. */
  publish(record: RequestRecord): Promise<void>;
  stop(): Promise<void>;
  health(): TransportHealth;
}
