import { type CallStep, decodeEvent, type Environment, mysecuCalled, parseData } from '@officine/contracts';
import { type connectKafka, everyPartition, type InboundRecord, Runner } from '@officine/kafka';
import type { Logger } from '@officine/service-kit';
import type { TrafficCall } from '../domain/traffic-window.ts';
import { SOURCE } from '../names.ts';

/** A call of a pharmacy, and the trace that it belongs to. */
export interface CountedCall extends TrafficCall {
  readonly step: CallStep;
  readonly code?: string;
  readonly traceId?: string;
  /** mySecu's own handle, `Id-…`. */
  readonly correlationId?: string;
}

/** Reads every partition of `officine.mysecu.calls.v1` while we hold the lease; our own probes are left out. */
export class CallCounter {
  readonly #make: () => Runner;
  #runner: Runner | undefined;

  constructor(options: {
    readonly kafka: ReturnType<typeof connectKafka>;
    readonly logger: Logger;
    readonly topic: string;
    readonly groupId: string;
    readonly environment: Environment;
    readonly onCall: (call: CountedCall) => void;
  }) {
    const { kafka, logger, topic, groupId, environment, onCall } = options;
    this.#make = () =>
      new Runner({
        kafka,
        logger,
        groupId,
        topic,
        assigner: everyPartition,
        handle: async (record) => {
          const call = readCall(record, environment);
          if (call !== undefined) {
            onCall(call);
          }
        },
        onUnhandled: async () => undefined,
      });
  }

  start(): void {
    this.#runner ??= this.#make();
    this.#runner.start();
  }

  async stop(): Promise<void> {
    const runner = this.#runner;
    this.#runner = undefined;
    await runner?.stop();
  }
}

/** The call that a record tells of; undefined for what is none of a pharmacy's, or cannot be read: a sample lost is not an outage. */
export function readCall(record: InboundRecord, environment: Environment): CountedCall | undefined {
  const decoded = decodeEvent(record);
  if (!decoded.readable || decoded.event.source === SOURCE) {
    return undefined;
  }
  const parsed = parseData(mysecuCalled, decoded.event.data);
  if (!parsed.fits || parsed.data.environment !== environment) {
    return undefined;
  }
  const { step, startedAt, durationMs, outcome, ownFault, code, traceId, correlationId } = parsed.data;
  return {
    ...{ step, atMs: Date.parse(startedAt), durationMs, outcome, ownFault },
    ...(code && { code }),
    ...(traceId && { traceId }),
    ...(correlationId && { correlationId }),
  };
}
