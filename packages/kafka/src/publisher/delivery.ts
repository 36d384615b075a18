import { setTimeout as delay } from 'node:timers/promises';
import { failureType } from '../connect/failure.ts';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import type { Fence } from '../fence/fence.ts';
import { kafkaMetrics } from '../metrics/kafka-metrics.ts';
import type { TopicDirectory } from '../topics/topic-directory.ts';
import { TopicRefused } from '../topics/topic-refused.ts';
import { halves, type Pending, settleAcknowledged, topicMessages } from './outgoing-batch.ts';
import type { ProducerSlot } from './producer-slot.ts';
import { PublishError } from './publish-error.ts';
import { batchRefusal } from './refusal.ts';

export interface DeliveryOptions {
  readonly logger: KafkaLogger;
  readonly name: string;
  readonly slot: ProducerSlot;
  readonly directory: TopicDirectory;
  readonly fence: Fence | undefined;
}

/** Between two attempts, ms. */
export const RETRY_PAUSE_MS = 200;
/** A lone record that was refused so often is at fault itself; once may be a broker in trouble. */
const REFUSALS = 3;

/** Brings one batch after the other to the brokers, each until every record of it is settled. */
export class Delivery {
  /** Whether nobody wants an outcome any more: the publisher has stopped. */
  abandoned = false;
  readonly #options: DeliveryOptions;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Returns when every record of the batch is settled: the next batch must not overtake a retry. */
  async deliver(batch: readonly Pending[]): Promise<void> {
    let rest: readonly Pending[] = batch;
    for (;;) {
      rest = this.#stillWanted(rest);
      if (rest.length === 0) {
        return;
      }
      const refusal = await this.#attempt(rest);
      if (refusal === 'settled') {
        return;
      }
      if (refusal instanceof PublishError) {
        await this.#isolate(rest, refusal);
        return;
      }
      rest = await this.#afterFailure(refusal.unsettled);
    }
  }

  /** One send: settled, refused for good, or with records left over that must be sent again. */
  async #attempt(batch: readonly Pending[]): Promise<'settled' | PublishError | { readonly unsettled: Pending[] }> {
    try {
      const missing = settleAcknowledged(batch, await this.#options.slot.send(topicMessages(batch)));
      if (missing.length === 0) {
        return 'settled';
      }
      this.#options.slot.replace();
      this.#report(missing, 'unacknowledged partitions');
      return { unsettled: missing };
    } catch (error) {
      const refusal = batchRefusal(batch[0]?.record.topic ?? '', error);
      if (refusal !== undefined) {
        return refusal;
      }
      this.#report(batch, failureType(error));
      return { unsettled: [...batch] };
    }
  }

  /** Somebody in the batch was refused and the brokers do not say who: halve until it stands alone. */
  async #isolate(batch: readonly Pending[], refusal: PublishError): Promise<void> {
    const topics = new Set(batch.map(({ record }) => record.topic));
    const [first] = batch;
    if (refusal.code === 'forbidden-topic' && topics.size === 1) {
      for (const { reject } of batch) {
        reject(refusal);
      }
      return;
    }
    if (batch.length === 1 && first !== undefined) {
      await this.#refused(first, refusal);
      return;
    }
    for (const half of halves(batch)) {
      await this.deliver(half);
    }
  }

  async #refused(lone: Pending, refusal: PublishError): Promise<void> {
    lone.refusals += 1;
    if (lone.refusals >= REFUSALS) {
      lone.reject(refusal);
      return;
    }
    this.#report([lone], refusal.code);
    await delay(RETRY_PAUSE_MS);
    await this.deliver([lone]);
  }

  /** Topics are asked for again: one that is gone would fail the others' metadata for ever. */
  async #afterFailure(unsettled: Pending[]): Promise<Pending[]> {
    const topics = new Set(unsettled.map(({ record }) => record.topic));
    this.#options.directory.forget(topics);
    await delay(RETRY_PAUSE_MS);
    const refused = new Map<string, PublishError>();
    for (const topic of topics) {
      try {
        await this.#options.directory.partitions(topic);
      } catch (error) {
        if (error instanceof TopicRefused) {
          refused.set(topic, new PublishError(error.code, topic, { cause: error }));
        }
      }
    }
    return unsettled.filter(({ record, reject }) => {
      const refusal = refused.get(record.topic);
      if (refusal !== undefined) {
        reject(refusal);
      }
      return refusal === undefined;
    });
  }

  #stillWanted(batch: readonly Pending[]): Pending[] {
    const fenced = this.#options.fence?.closed() === true;
    return batch.filter(({ record, deadline, signal, reject }) => {
      const late = performance.now() > deadline || this.abandoned;
      const silenced = fenced || signal?.aborted === true;
      if (silenced || late) {
        reject(new PublishError(silenced ? 'fenced' : 'not-acknowledged', record.topic));
      }
      return !silenced && !late;
    });
  }

  #report(batch: readonly Pending[], reason: string): void {
    kafkaMetrics().publishRetries.add(batch.length, { publisher: this.#options.name });
    this.#options.logger.warn({ publisher: this.#options.name, records: batch.length, reason }, 'records are sent again');
  }
}
