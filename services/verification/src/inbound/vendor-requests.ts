import { decodeEvent, topics, vendorTopicName } from '@officine/contracts';
import { type connectKafka, Fence, type InboundRecord, type KafkaLogger, Runner } from '@officine/kafka';
import type { VendorMemory } from '../application/vendor-memory.ts';
import type { VendorConsumer } from '../application/vendor-roster.ts';
import type { VendorLine } from '../outbound/vendor-publishers.ts';
import type { RequestHandler } from './request.handler.ts';

const HOUR_MS = 3_600_000;
/**
 * Results that are known before any request is handled: a vendor that hears nothing in a takeover asks again at once, and what it asks
 * may have been answered and committed just before. Also covers that results are stamped by our clock, requests by the broker's.
 */
const RECENT_MS = 120_000;

/**
 * More than a process takes on at once: what is too much must be read, to be degraded `overloaded` in time, and not wait unread
 * behind a full window.
 */
const SIDE_BY_SIDE = 512;
/** In all partitions of a vendor: a process takes on 400 checks at once, the rest hear so. */
const IN_FLIGHT = 640;
/**
 * Of these, checks that wait for nothing but Kafka: past their budget, refused, repeated. They are done with in milliseconds, and more of
 * them at once would take as long together and live long enough to be taken for old.
 */
const AT_WORK = 64;

/** Enough for the permits that others leave; nobody waits, so the rest may wait unread. */
const BATCH_SIDE_BY_SIDE = 32;

/** What a vendor's consumer is made of. */
export interface VendorRequestsParts {
  readonly kafka: ReturnType<typeof connectKafka>;
  readonly logger: KafkaLogger;
  readonly line: VendorLine;
  readonly handler: RequestHandler;
  readonly memory: VendorMemory;
  readonly onFatal: (error: Error) => void;
  /** Reads the batch topic instead, in a group of its own. */
  readonly lane?: 'batch';
}

/** Reads a vendor's requests, and the results beside them, so that what was answered by anybody is known here. */
export class VendorRequests implements VendorConsumer {
  readonly #runner: Runner;
  readonly #line: VendorLine;
  readonly #memory: VendorMemory;

  constructor(vendor: string, { kafka, logger, line, handler, memory, onFatal, lane }: VendorRequestsParts) {
    const isBatch = lane === 'batch';
    this.#line = line;
    this.#memory = memory;
    this.#runner = new Runner({
      kafka,
      logger,
      groupId: `officine.verification.${vendor}${isBatch ? '.batch' : ''}`,
      topic: vendorTopicName(isBatch ? topics.batch : topics.requests, vendor),
      // One fence for each group: that of the line is of the requests' own.
      fence: isBatch ? new Fence() : line.fence,
      windowPerPartition: isBatch ? BATCH_SIDE_BY_SIDE : SIDE_BY_SIDE,
      maxInFlight: IN_FLIGHT,
      maxAtWork: AT_WORK,
      // Late answers are told after the record is done with, as long as its partition is ours.
      handle: (record, { owned, redelivered, companionRead, waits, answeredBefore }) =>
        handler.handle(record, { lost: owned, redelivered, othersHeard: companionRead, waits, answeredBefore }),
      onUnhandled: (record) => handler.giveUp(record),
      onFatal,
      companion: {
        topic: vendorTopicName(topics.results, vendor),
        from: (_, oldestUncommitted) => (oldestUncommitted ?? Date.now()) - RECENT_MS,
        read: (record) => learn(memory, vendor, record),
        lost: (partition) => memory.forget(partition),
        windowMs: HOUR_MS,
        names: { asked: namesOfRequest, answered: (record) => namesOfResult(record, lane) },
      },
    });
  }

  async start(): Promise<void> {
    await this.#line.publisher.start();
    this.#runner.start();
  }

  async drain(timeoutMs: number): Promise<void> {
    await this.#runner.drain(timeoutMs);
    this.#memory.forgetAll();
  }

  /** Leaves at once: what is in flight is read again by the next owner. */
  async stop(): Promise<void> {
    await this.#runner.stop();
    this.#memory.forgetAll();
  }

  problem(): string | undefined {
    return this.#runner.health().problem ?? undefined;
  }
}

function learn(memory: VendorMemory, vendor: string, { partition, key, headers, value }: InboundRecord): void {
  if (value === null) {
    return;
  }
  // What was fetched is a slice of a buffer a thousand times its size: remembered is a copy.
  memory.of(partition).learn({ vendor, partition, key, headers, value });
}

/** A result names its request by position, a copy of an earlier result by id. */
function namesOfRequest(record: InboundRecord): readonly string[] {
  const { partition, offset, headers } = record;
  // The id of an event in structured mode stands in its value alone.
  const decoded = headers['ce_id'] === undefined ? decodeEvent(record) : undefined;
  const id = headers['ce_id'] ?? (decoded?.readable === true ? decoded.event.id : undefined);
  return [`${partition}:${offset}`, ...(id === undefined ? [] : [id])];
}

/** Positions of a vendor's two topics look alike: those of the other one name nothing here. */
function namesOfResult({ headers }: InboundRecord, lane: 'batch' | undefined): readonly string[] {
  const position = headers['ce_lane'] === lane ? headers['ce_sourceposition'] : undefined;
  return [position, headers['ce_subject']].filter((name) => name !== undefined);
}
