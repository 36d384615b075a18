import { CONTROL_TRANSACTIONAL_ID, topics } from '@officine/contracts';
import { whileRetriable } from '@officine/kafka';
import type { Kafka, Message, Transaction } from 'kafkajs';
import { changeMessages, type Occasion } from './change-messages.ts';
import { ChangedMeanwhile } from './changed-meanwhile.ts';
import type { ControlRecords } from './control-records.ts';
import type { Change } from './difference.ts';
import { portionsOf } from './portions.ts';
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
  transactionalId: CONTROL_TRANSACTIONAL_ID,
};

/** For longer than this a topic is not new but missing. */
const NEW_TOPIC_MS = 5_000;

const FENCED = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED', 'INVALID_TXN_STATE', 'INVALID_PRODUCER_ID_MAPPING']);

/** Decides what to change, seeing what is in force while nobody else can write. */
export type Decide = (inForce: ControlRecords) => { readonly changes: readonly Change[]; readonly occasion: Occasion };

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
    await this.change((inForce) => {
      if (!stillRight(inForce)) {
        throw new ChangedMeanwhile();
      }
      return { changes, occasion };
    });
  }

  /**
   * Writes what `decide` makes of what is in force, with audit events and notices, in one transaction; nothing where it decides so.
   * Throws `ChangedMeanwhile` when another writer came in between, and what `decide` throws.
   */
  async change(decide: Decide): Promise<readonly Change[]> {
    return await this.#inTransaction(async (transaction) => {
      const inForce = await this.read();
      const { changes, occasion } = decide(inForce);
      if (changes.length > 0) {
        await this.#send(transaction, changes, inForce, occasion);
      }
      return changes;
    });
  }

  async #send(transaction: Transaction, changes: readonly Change[], inForce: ControlRecords, occasion: Occasion): Promise<void> {
    const { control, audit, notices } = changeMessages(changes, inForce, occasion);
    const told = notices.length === 0 ? [] : await this.#existing(notices);
    const send = (topic: string, messages: readonly Message[]) =>
      transaction.sendBatch({ acks: -1, topicMessages: [{ topic, messages: [...messages] }] });
    for (const messages of portionsOf(audit)) {
      await send(this.#place.auditTopic, messages);
    }
    for (const { topic, messages } of told) {
      await send(topic, messages);
    }
    for (const messages of portionsOf(control)) {
      await send(this.#place.controlTopic, messages);
    }
  }

  /** A vendor that is new has no topics before the next `topics apply`, and nobody who would read them. */
  async #existing<T extends { readonly topic: string }>(wanted: readonly T[]): Promise<T[]> {
    const admin = this.#kafka.admin();
    try {
      await admin.connect();
      const present = new Set(await admin.listTopics());
      return wanted.filter(({ topic }) => present.has(topic));
    } finally {
      await admin.disconnect();
    }
  }

  async #inTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { transactionalId } = this.#place;
    const producer = this.#kafka.producer({ transactionalId, maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    try {
      const transaction = await producer.transaction();
      try {
        const done = await work(transaction);
        await transaction.commit();
        return done;
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
