import { topics, vendorTopicName } from '@officine/contracts';
import type { Silence } from '../application/journey.ts';
import type { Results } from '../application/ports.ts';
import type { ResultRecord } from '../application/result-record.ts';
import type { Publishing } from './publishing.ts';

/** Publishes each result through its vendor's own publisher, so that one vendor's missing topic is no other's delay. */
export class ResultPublisher implements Results {
  readonly #publisherOf: (vendor: string) => Publishing;

  constructor(publisherOf: (vendor: string) => Publishing) {
    this.#publisherOf = publisherOf;
  }

  async publish({ vendor, partition, key, headers, value }: ResultRecord, silenced?: Silence): Promise<void> {
    const topic = vendorTopicName(topics.results, vendor);
    await this.#publisherOf(vendor).publish({ topic, partition, key, headers, value }, { signal: silenced });
  }
}
