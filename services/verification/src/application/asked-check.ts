import type { CheckRequested } from '@officine/contracts';

/** One request on its way: what was asked, by whom, where it stands in Kafka. */
export interface AskedCheck {
  readonly vendor: string;
  /** The vendor's CloudEvents id: the idempotency key. */
  readonly requestId: string;
  readonly requestHash: string;
  readonly request: CheckRequested;
  readonly source: SourcePosition;
  /** The broker's append time, epoch milliseconds. */
  readonly receivedAtMs: number;
  readonly attempt: number;
  /** When asking again ends, epoch milliseconds. */
  readonly untilMs: number;
  /** Asked on the batch topic: nobody at a counter waits for it. */
  readonly lane?: 'batch';
  /** W3C trace context of the vendor's request. */
  readonly traceparent?: string;
}

/** Where a request stands in its requests topic. */
export interface SourcePosition {
  readonly partition: number;
  readonly offset: bigint;
}

/** `partition:offset`, as results carry it. */
export function positionText({ partition, offset }: SourcePosition): string {
  return `${partition}:${offset}`;
}
