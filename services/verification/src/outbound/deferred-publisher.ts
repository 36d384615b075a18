import { type CheckDeferred, checkDeferred, encodeEvent, topics } from '@officine/contracts';
import { partitionFor } from '@officine/kafka';
import { v7 as uuid } from 'uuid';
import type { Clock, Deferrals } from '../application/ports.ts';
import { isoOf, SOURCE } from '../application/result-record.ts';
import type { Publishing } from './publishing.ts';

const PARTITIONS = Number(topics.deferred.partitions);

/** Writes the deferred topic: keyed by request, partitioned by pharmacy, so that one owner asks for a pharmacy's checks. */
export class DeferredPublisher implements Deferrals {
  readonly #publisher: Publishing;
  readonly #clock: Clock;

  constructor(publisher: Publishing, clock: Clock) {
    this.#publisher = publisher;
    this.#clock = clock;
  }

  async put(deferred: CheckDeferred): Promise<void> {
    const event = encodeEvent(checkDeferred, { id: uuid(), source: SOURCE, time: isoOf(this.#clock.wallMs()), data: deferred });
    await this.#publisher.publish({ ...placeOf(deferred), ...event });
  }

  async settle(deferred: Parameters<Deferrals['settle']>[0]): Promise<void> {
    await this.#publisher.publish({ ...placeOf(deferred), value: null });
  }
}

function placeOf({ vendor, requestId, request }: Parameters<Deferrals['settle']>[0]) {
  return {
    topic: topics.deferred.name,
    key: `${vendor}/${requestId}`,
    partition: partitionFor(request.pharmacy, PARTITIONS),
  };
}
