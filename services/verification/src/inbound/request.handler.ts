import { type CharterAccepted, charterRecorded, type Environment, encodeEvent, OfficineError } from '@officine/contracts';
import { ATTR, SPAN, traceparentOf, withSpan } from '@officine/telemetry';
import type { AcceptCharter } from '../application/accept-charter.ts';
import type { AnswerOnce } from '../application/answer-once.ts';
import { type AskedCheck, positionText, type SourcePosition } from '../application/asked-check.ts';
import { Barrier } from '../application/barrier.ts';
import type { Conclude } from '../application/conclude.ts';
import { type About, type DecodedRequest, decodeRequest } from '../application/decode-request.ts';
import { newEventId } from '../application/event-id.ts';
import { Journey } from '../application/journey.ts';
import type { Clock, DeadLetters, RawRecord, Results } from '../application/ports.ts';
import { type ResultSubject, SOURCE } from '../application/result-record.ts';
import type { VendorMemory } from '../application/vendor-memory.ts';
import { Budget } from '../domain/budget.ts';
import { RECHECK_FOR_MS } from '../domain/recheck-plan.ts';

/** A record of a requests topic. */
export interface RequestRecord extends RawRecord {
  readonly partition: number;
  readonly offset: bigint;
  /** The broker's append time, epoch milliseconds. */
  readonly timestamp: number;
}

/** How a record came here. */
export interface Delivery {
  /** Aborts when the partition goes to another replica. Shared with other records: whoever listens to it has to stop listening. */
  readonly lost: AbortSignal;
  /** Told when the record only waits for others from now on: further ones may be begun. */
  readonly waits: () => void;
  /** The record may have been begun before, by a former owner or here. */
  readonly redelivered: boolean;
  /** Resolves when what others wrote to the results until now was read. */
  readonly othersHeard: () => Promise<void>;
  /** Told when the record turns out to be answered already. */
  readonly answeredBefore: () => void;
}

/** What handling a vendor's records is made of. */
export interface RequestHandlerParts {
  readonly answerOnce: Pick<AnswerOnce, 'to'>;
  readonly acceptCharter: AcceptCharter;
  readonly conclude: Conclude;
  readonly results: Results;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly environment: Environment;
  /** The topic is the vendor's batch topic. */
  readonly lane?: 'batch';
}

/** Takes one record of a vendor's requests topic to its result, whatever it holds: the partition always goes on. */
export class RequestHandler {
  readonly #vendor: string;
  readonly #topic: string;
  readonly #memory: VendorMemory;
  readonly #parts: RequestHandlerParts;
  readonly #barrier = new Barrier();

  constructor(vendor: string, topic: string, memory: VendorMemory, parts: RequestHandlerParts) {
    this.#vendor = vendor;
    this.#topic = topic;
    this.#memory = memory;
    this.#parts = parts;
  }

  /**
   * Resolves when the record has its result. Rejects with a PublishError when Kafka takes none, with a PartitionLost when the
   * partition goes to another replica.
   */
  async handle(record: RequestRecord, delivery: Delivery): Promise<void> {
    const journey = new Journey(this.#parts.clock);
    const decoded = decodeRequest(record);
    if (decoded.kind === 'charter') {
      delivery.waits(); // One after the other: a row of them is a matter of its partition alone.
      await this.#barrier.hold(record.partition, () => this.#charter(record, decoded.id, decoded.acceptance, journey));
      return;
    }
    const earlier = this.#barrier.before(record.partition);
    if (earlier !== undefined) {
      delivery.waits();
      await earlier;
    }
    await this.#inSpan(record, decoded, () => this.#handle(record, decoded, journey, delivery));
  }

  async #handle(
    record: RequestRecord,
    decoded: Exclude<DecodedRequest, { kind: 'charter' }>,
    journey: Journey,
    delivery: Delivery,
  ) {
    switch (decoded.kind) {
      case 'check':
        await this.#check(record, decoded, journey, delivery);
        return;
      case 'refused':
        await this.#refuse(record, decoded, journey);
        return;
      case 'unreadable':
        await this.#park(record, decoded.reason, journey);
        return;
    }
  }

  async #refuse(record: RequestRecord, { id, error, about }: RefusedRequest, journey: Journey): Promise<void> {
    await this.#parts.conclude.rejectedUnread(this.#subject(record, id, about), error, journey, about.userId);
  }

  async #check(record: RequestRecord, decoded: DecodedCheck, journey: Journey, delivery: Delivery): Promise<void> {
    const { clock, answerOnce } = this.#parts;
    const readAt = { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
    const budget = Budget.from(record.timestamp, decoded.request.timeoutMs, readAt);
    const seen = this.#memory.of(record.partition);
    journey.onWaiting = delivery.waits;
    await answerOnce.to({ asked: this.#askedOf(record, decoded), budget, journey, seen, ...delivery });
  }

  #askedOf(record: RequestRecord, { id, hash, request }: DecodedCheck): AskedCheck {
    const { lane } = this.#parts;
    const traceparent = traceparentOf() ?? record.headers['traceparent'];
    return {
      vendor: this.#vendor,
      requestId: id,
      requestHash: hash,
      request,
      source: sourceOf(record),
      receivedAtMs: record.timestamp,
      attempt: 1,
      untilMs: this.#endOf(record, request),
      ...(lane && { lane }),
      ...(traceparent && { traceparent }),
    };
  }

  /** A day after its receipt; in the batch topic sooner, where its vendor says so. */
  #endOf({ timestamp }: RequestRecord, { until }: DecodedCheck['request']): number {
    const latestMs = timestamp + RECHECK_FOR_MS;
    return this.#parts.lane === 'batch' && until !== undefined ? Math.min(Date.parse(until), latestMs) : latestMs;
  }

  async #charter(record: RequestRecord, id: string, acceptance: CharterAccepted, journey: Journey): Promise<void> {
    const { acceptCharter, conclude, results } = this.#parts;
    try {
      const recorded = await acceptCharter.of(this.#vendor, acceptance, {
        requestId: id,
        position: positionText(sourceOf(record)),
        receivedAtMs: record.timestamp,
      });
      const { headers, value } = encodeEvent(charterRecorded, {
        id: newEventId(),
        source: SOURCE,
        subject: id,
        time: recorded.acceptedAt,
        extensions: { sourceposition: positionText(sourceOf(record)) },
        data: recorded,
      });
      await results.publish({ vendor: this.#vendor, partition: record.partition, key: recorded.pharmacy, headers, value });
    } catch (error) {
      if (!(error instanceof OfficineError)) {
        throw error;
      }
      await conclude.rejectedUnread(this.#subject(record, id, { pharmacy: acceptance.pharmacy }), error, journey);
    }
  }

  /**
   * A record on which {@link handle} failed by a bug, or whose result Kafka refuses for good: kept for operators, and its vendor is
   * told all the same. Rejects with a PublishError when Kafka does not take that either.
   */
  async giveUp(record: RequestRecord): Promise<void> {
    const { deadLetters, conclude, clock } = this.#parts;
    const position = `${this.#topic}:${positionText(sourceOf(record))}`;
    await deadLetters.park({ vendor: this.#vendor, position, reason: 'its handler failed', record });
    const journey = new Journey(clock);
    const decoded = decodedOrNot(record);
    const error = new OfficineError('internal', { step: 'admit', detail: 'given-up' });
    if (decoded.kind === 'check') {
      await conclude.unanswered(this.#askedOf(record, decoded), error, journey);
    } else {
      const id = decoded.kind === 'unreadable' ? positionText(sourceOf(record)) : decoded.id;
      await conclude.rejectedUnread(this.#subject(record, id, {}), error, journey);
    }
  }

  /** Nobody can read it: kept encrypted for operators; the vendor is told by position, as there is no id to tell it by. */
  async #park(record: RequestRecord, reason: string, journey: Journey): Promise<void> {
    const place = positionText(sourceOf(record));
    await this.#parts.deadLetters.park({ vendor: this.#vendor, position: `${this.#topic}:${place}`, reason, record });
    const error = new OfficineError('invalid-request', { step: 'decode', detail: reason });
    await this.#parts.conclude.rejectedUnread(this.#subject(record, place, {}), error, journey);
  }

  #subject(record: RequestRecord, requestId: string, { hash, check, pharmacy }: About): ResultSubject {
    const { lane } = this.#parts;
    const traceparent = traceparentOf() ?? record.headers['traceparent'];
    return {
      vendor: this.#vendor,
      source: sourceOf(record),
      requestId,
      receivedAtMs: record.timestamp,
      attempt: 1,
      ...(lane && { lane }),
      ...(hash && { requestHash: hash }),
      ...(check && { check }),
      ...(pharmacy && { pharmacy }),
      ...(traceparent && { traceparent }),
    };
  }

  async #inSpan(record: RequestRecord, decoded: DecodedRequest, work: () => Promise<void>): Promise<void> {
    const attributes = {
      [ATTR.vendor]: this.#vendor,
      'messaging.destination.name': this.#topic,
      'messaging.destination.partition.id': String(record.partition),
      ...(decoded.kind === 'check' && { [ATTR.check]: decoded.request.check, [ATTR.pharmacy]: decoded.request.pharmacy }),
    };
    const parentTraceparent = record.headers['traceparent'] ?? null;
    await withSpan(SPAN.check, { kind: 'consumer', attributes, parentTraceparent }, work);
  }
}

type RefusedRequest = Extract<DecodedRequest, { kind: 'refused' }>;
type DecodedCheck = Extract<DecodedRequest, { kind: 'check' }>;

/** The record may be what the bug is about. */
function decodedOrNot(record: RequestRecord): DecodedRequest {
  try {
    return decodeRequest(record);
  } catch {
    return { kind: 'unreadable', reason: 'decoding-failed' };
  }
}

function sourceOf({ partition, offset }: RequestRecord): SourcePosition {
  return { partition, offset };
}
