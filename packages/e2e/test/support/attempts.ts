import { connectKafka, type KafkaLogger, type KafkaSettings } from '@officine/kafka';
import type { Admin, Kafka } from 'kafkajs';

const SILENT: KafkaLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What the broker said to an attempt: `allowed`, or the name of the error with which it refused. */
export type Said = string;

export const ALLOWED = 'allowed';

const FETCH_MS = 15_000;

/** One user of a Kafka that asks who is there, who tries this and that. Every attempt is a real request; none is repeated. */
export class User {
  readonly name: string;
  readonly #kafka: Kafka;
  /** Begins the name of a consumer group that this user may use, so that reading is about the topic alone. */
  readonly #ownGroups: string;

  constructor(name: string, settings: KafkaSettings, ownGroups: string) {
    this.name = name;
    this.#kafka = connectKafka(settings, SILENT);
    this.#ownGroups = ownGroups;
  }

  write(topic: string): Promise<Said> {
    const producer = this.#kafka.producer({ retry: { retries: 0 }, allowAutoTopicCreation: false });
    return said(async () => {
      await producer.connect();
      try {
        await producer.send({ topic, acks: -1, messages: [{ key: 'attempt', value: 'attempt', partition: 0 }] });
      } finally {
        await producer.disconnect();
      }
    });
  }

  /** Joins a group of its own and waits for the first answer to a fetch. */
  read(topic: string): Promise<Said> {
    const consumer = this.#kafka.consumer({
      groupId: `${this.#ownGroups}${crypto.randomUUID()}`,
      maxWaitTimeInMs: 50,
      allowAutoTopicCreation: false,
      retry: { retries: 0, restartOnFailure: () => Promise.resolve(false) },
    });
    return said(async () => {
      await consumer.connect();
      const fetched = Promise.withResolvers<void>();
      const timer = setTimeout(() => fetched.reject(new Error('neither read nor refused')), FETCH_MS);
      consumer.on(consumer.events.CRASH, ({ payload }) => fetched.reject(payload.error));
      consumer.on(consumer.events.START_BATCH_PROCESS, () => fetched.resolve());
      try {
        await consumer.subscribe({ topic, fromBeginning: true });
        await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
        await fetched.promise;
      } finally {
        clearTimeout(timer);
        await consumer.disconnect();
      }
    });
  }

  /** Asks for a group's offsets, which who may join it may. */
  useGroup(groupId: string): Promise<Said> {
    return this.administer((admin) => admin.fetchOffsets({ groupId }));
  }

  transact(transactionalId: string): Promise<Said> {
    const producer = this.#kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1, retry: { retries: 1 } });
    return said(async () => {
      await producer.connect();
      try {
        await (await producer.transaction()).abort();
      } finally {
        await producer.disconnect();
      }
    });
  }

  administer(work: (admin: Admin) => Promise<unknown>): Promise<Said> {
    const admin = this.#kafka.admin({ retry: { retries: 0 } });
    return said(async () => {
      await admin.connect();
      try {
        await work(admin);
      } finally {
        await admin.disconnect();
      }
    });
  }
}

async function said(attempt: () => Promise<unknown>): Promise<Said> {
  try {
    await attempt();
    return ALLOWED;
  } catch (error) {
    return refusalIn(error);
  }
}

/** Kafka's own name of an error, from the innermost that has one. */
function refusalIn(error: unknown): string {
  let name = 'no error of Kafka';
  for (let at = error; at instanceof Error; at = at.cause) {
    const inner = 'errors' in at && Array.isArray(at.errors) ? at.errors[0] : undefined;
    const type: unknown = Reflect.get(inner instanceof Error ? inner : at, 'type');
    name = typeof type === 'string' ? type : name === 'no error of Kafka' ? `${at.name}: ${at.message}` : name;
  }
  return name;
}
