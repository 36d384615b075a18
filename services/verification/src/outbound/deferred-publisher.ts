import { type CheckDeferred, checkDeferred, encodeEvent, topics } from '@officine/contracts';
import { partitionFor } from '@officine/kafka';
import { newEventId } from '../application/event-id.ts';
import type { Silence } from '../application/journey.ts';
import type { Clock, Deferrals } from '../application/ports.ts';
import { isoOf, SOURCE } from '../application/result-record.ts';
import type { Publishing } from './publishing.ts';

const PARTITIONS = Number(topics.deferred.partitions);

/** Writes the deferred topic: keyed by request, partitioned by pharmacy, so that one owner asks for a pharmacy's checks. */
export class DeferredPublisher implements Deferrals {
  readonly #publisherOf: (vendor: string) => Publishing;
  readonly #clock: Clock;

  /** @param publisherOf a vendor: the one whose fence says whether we may still speak for the check. */
  constructor(publisherOf: (vendor: string) => Publishing, clock: Clock) {
    this.#publisherOf = publisherOf;
    this.#clock = clock;
  }

  async put(deferred: CheckDeferred, silenced?: Silence): Promise<void> {
    const event = encodeEvent(checkDeferred, {
      id: newEventId(),
      source: SOURCE,
      time: isoOf(this.#clock.wallMs()),
      data: deferred,
    });
    await this.#publisherOf(deferred.vendor).publish({ ...placeOf(deferred), ...event }, { signal: silenced });
  }

  async settle(deferred: Parameters<Deferrals['settle']>[0], silenced?: Silence): Promise<void> {
    await this.#publisherOf(deferred.vendor).publish({ ...placeOf(deferred), value: null }, { signal: silenced });
  }
}

function placeOf({ vendor, requestId, request }: Parameters<Deferrals['settle']>[0]) {
  return {
    topic: topics.deferred.name,
    key: `${vendor}/${requestId}`,
    partition: partitionFor(request.pharmacy, PARTITIONS),
  };
}
