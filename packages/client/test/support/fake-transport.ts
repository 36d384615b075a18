import type { EventRecord } from '@officine/contracts';
import type { RequestRecord, Transport, TransportHealth, TransportListener } from '../../src/transport.ts';

/** A Kafka that the test opens, closes and answers for. */
export class FakeTransport implements Transport {
  readonly published: RequestRecord[] = [];
  /** Why publishing fails just now; undefined while Kafka is there. */
  failure: Error | undefined;
  stopped = false;
  #listener: TransportListener | undefined;

  start(listener: TransportListener): void {
    this.#listener = listener;
  }

  publish(record: RequestRecord): Promise<void> {
    if (this.failure !== undefined) {
      return Promise.reject(this.failure);
    }
    this.published.push(record);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }

  health(): TransportHealth {
    return { ready: this.failure === undefined, lastReadMsAgo: 0 };
  }

  /** Kafka is back. */
  comeBack(): void {
    this.failure = undefined;
    this.#listener?.ready();
  }

  deliver(record: EventRecord): void {
    this.#listener?.result(record);
  }
}
