import type { Component as Lifecycled, Logger } from '@officine/service-kit';
import { type Collection, type Db, type Document, MongoClient } from 'mongodb';

const DAY_S = 86_400;
/** Thirteen months, as all technical traces (R19). */
const KEPT_DAYS = 396;

/** MongoDB, connected when first asked: a database that is away must not keep the monitor from watching. */
export class Database implements Lifecycled {
  readonly #client: MongoClient;
  readonly #name: string;
  readonly #logger: Pick<Logger, 'warn' | 'info'>;
  #prepared: Promise<void> | undefined;
  #away = false;

  constructor(uri: string, name: string, logger: Pick<Logger, 'warn' | 'info'>) {
    this.#client = new MongoClient(uri, {
      appName: 'officine-availability-monitor',
      serverSelectionTimeoutMS: 3_000,
      socketTimeoutMS: 10_000,
      maxPoolSize: 8,
      retryWrites: true,
      writeConcern: { w: 'majority' },
    });
    this.#name = name;
    this.#logger = logger;
  }

  async stop(): Promise<void> {
    await this.#client.close();
  }

  /** A collection, its indexes made. Rejects while MongoDB is away. */
  async collection<T extends Document>(name: string): Promise<Collection<T>> {
    const db = this.#client.db(this.#name);
    this.#prepared ??= this.#prepare(db);
    await this.#prepared;
    return db.collection<T>(name);
  }

  async #prepare(db: Db): Promise<void> {
    try {
      await db.collection('intervals').createIndex({ component: 1, from: 1 });
      await db.collection('intervals').createIndex({ to: 1 }, { expireAfterSeconds: KEPT_DAYS * DAY_S });
      await db.collection('latencies').createIndex({ from: 1 }, { expireAfterSeconds: 8 * DAY_S });
      await db.collection('failures').createIndex({ at: 1 }, { expireAfterSeconds: 90 * DAY_S });
      await db.collection('incidents').createIndex({ closedAt: 1, openedAt: -1 });
      await db.collection('notices').createIndex({ state: 1, dueAt: 1 });
      if (this.#away) this.#logger.info({}, 'MongoDB is back');
      this.#away = false;
    } catch (error) {
      this.#prepared = undefined;
      if (!this.#away) this.#logger.warn({ error }, 'MongoDB is away: history waits on Kafka');
      this.#away = true;
      throw error;
    }
  }
}
