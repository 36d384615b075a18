import { topics } from '@officine/contracts';
import { whileRetriable } from '@officine/kafka';
import type { Kafka, TopicMessages, Transaction } from 'kafkajs';
import { changeMessages, type Occasion } from './change-messages.ts';
import { ChangedMeanwhile } from './changed-meanwhile.ts';
import type { ControlRecords } from './control-records.ts';
import type { Change } from './difference.ts';
import { readControl } from './read-control.ts';

/** Where control and its audit are kept, and who may write them: one installation has one of each. */
export interface ControlPlace {
  readonly controlTopic: string;
  readonly auditTopic: string;
  /** Kafka lets one holder of it write: who comes second fences who came first. */
  readonly transactionalId: string;
}

export const CONTROL_PLACE: ControlPlace = {
  controlTopic: topics.control.name,
  auditTopic: topics.auditEvents.name,
  transactionalId: 'officine-control',
};

/** For longer than this a topic is not new but missing. */
const NEW_TOPIC_MS = 5_000;

const FENCED = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED', 'INVALID_TXN_STATE', 'INVALID_PRODUCER_ID_MAPPING']);

/** What is in force, and the one way to change it. */
export class ControlStore {
  readonly #kafka: Kafka;
  readonly #place: ControlPlace;

  constructor(kafka: Kafka, place: ControlPlace = CONTROL_PLACE) {
    this.#kafka = kafka;
    this.#place = place;
  }

  /** Reads to the end. Rejects when Kafka or the topic cannot be reached. */
  read(): Promise<ControlRecords> {
    // Right after `topics apply` brokers hear of the topic one by one.
    return whileRetriable(() => readControl(this.#kafka, this.#place.controlTopic), NEW_TOPIC_MS);
  }

  /**
   * Writes changes and their audit events in one transaction, if `stillRight` says yes of what is in force once nobody else can write.
   * Throws `ChangedMeanwhile` when it says no, and when another writer came in between.
   */
  async write(changes: readonly Change[], occasion: Occasion, stillRight: (inForce: ControlRecords) => boolean): Promise<void> {
    await this.#inTransaction(async (transaction) => {
      if (!stillRight(await this.read())) {
        throw new ChangedMeanwhile();
      }
      await transaction.sendBatch({ acks: -1, topicMessages: this.#messages(changes, occasion) });
    });
  }

  #messages(changes: readonly Change[], occasion: Occasion): TopicMessages[] {
    const { control, audit } = changeMessages(changes, occasion);
    return [
      { topic: this.#place.controlTopic, messages: control },
      { topic: this.#place.auditTopic, messages: audit },
    ];
  }

  async #inTransaction(write: (transaction: Transaction) => Promise<void>): Promise<void> {
    const { transactionalId } = this.#place;
    const producer = this.#kafka.producer({ transactionalId, maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    try {
      const transaction = await producer.transaction();
      try {
        await write(transaction);
        await transaction.commit();
      } catch (error) {
        // The first failure is the one to tell; a transaction that cannot be aborted either ends by its time-out.
        await transaction.abort().catch(() => {});
        throw error;
      }
    } catch (error) {
      throw isFenced(error) ? new ChangedMeanwhile({ cause: error }) : error;
    } finally {
      await producer.disconnect();
    }
  }
}

function isFenced(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('type' in at && typeof at.type === 'string' && FENCED.has(at.type)) {
      return true;
    }
  }
  return false;
}
