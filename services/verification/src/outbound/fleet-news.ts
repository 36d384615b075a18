import { decodeEvent, type MysecuCalled, mysecuCalled, parseData, topics } from '@officine/contracts';
import { type connectKafka, type InboundRecord, type KafkaLogger, Tail } from '@officine/kafka';
import type { Clock } from '../application/ports.ts';

/** What a call to mySecu's service, made by anybody of this installation, says about it. */
export interface FleetListener {
  /** It answered. */
  worked(): void;
  /** It failed. */
  failed(): void;
}

/** Older news says nothing about now. */
const FRESH_MS = 10_000;

/**
 * Hears how the calls of the whole installation go: what one replica's probe found, the others need not find again, and as long as one
 * probes in vain the others hold still. Without it every replica finds out by itself, a little later.
 */
export class FleetNews {
  readonly #tail: Tail;

  constructor(parts: {
    readonly kafka: ReturnType<typeof connectKafka>;
    readonly logger: KafkaLogger;
    readonly clock: Pick<Clock, 'wallMs'>;
    readonly listener: FleetListener;
  }) {
    const { kafka, logger, clock, listener } = parts;
    this.#tail = new Tail({
      kafka,
      logger,
      topic: topics.mysecuCalls.name,
      name: 'verification.calls',
      onRecord: (record) => tellNews(readCall(record), clock.wallMs(), listener),
    });
  }

  start(): void {
    this.#tail.start();
  }

  async stop(): Promise<void> {
    await this.#tail.stop();
  }
}

/** Tells the listener what a call says about mySecu's service; nothing where it says nothing, or no longer. */
export function tellNews(call: MysecuCalled, nowMs: number, listener: FleetListener): void {
  const endedMs = Date.parse(call.startedAt) + call.durationMs;
  if (call.step !== 'get' || Math.abs(nowMs - endedMs) > FRESH_MS) {
    return;
  }
  // Who is refused, or answered about somebody else, was answered.
  const isAnswer = call.outcome === 'ok' || call.outcome === 'refused' || call.code === 'mysecu-answer-mismatch';
  if (isAnswer) {
    listener.worked();
  } else if (!call.ownFault) {
    listener.failed();
  }
}

function readCall(record: InboundRecord): MysecuCalled {
  const decoded = decodeEvent(record);
  const parsed = decoded.readable ? parseData<MysecuCalled>(mysecuCalled, decoded.event.data) : undefined;
  if (parsed?.fits !== true) {
    throw new Error('the record tells of no call');
  }
  return parsed.data;
}
