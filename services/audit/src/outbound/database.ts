import { type AuditCollections, auditCollections, databaseNameIn, ensureIndexes, IndexesMissing } from '@officine/audit';
import type { Component, Logger } from '@officine/service-kit';
import { MongoClient, MongoServerError } from 'mongodb';

const RETRY_MS = 5_000;

/**
 * The connection to MongoDB. It is not waited for at the start: events wait in Kafka for a database that is away. Indexes, and
 * with them the fence, are made as soon as it is there; nothing is written before.
 */
export class Database implements Component {
  readonly collections: AuditCollections;
  readonly #client: MongoClient;
  readonly #logger: Logger;
  readonly #ready = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;
  #isReady = false;
  #obstacle: string | undefined;

  constructor(uri: string, logger: Logger) {
    this.#client = new MongoClient(uri, {
      appName: 'officine-audit',
      retryWrites: true,
      serverSelectionTimeoutMS: 3_000,
      connectTimeoutMS: 3_000,
      // A server that hangs must become an error: the write is tried again, and its fence tells what had gone through.
      socketTimeoutMS: 20_000,
    });
    this.collections = auditCollections(this.#client.db(databaseNameIn(uri)));
    this.#logger = logger;
  }

  get problem(): string | null {
    return this.#isReady ? null : (this.#obstacle ?? 'MongoDB has not been reached yet');
  }

  /** Resolves once the fence is there. */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  start(): void {
    void this.#prepare();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#client.close();
  }

  async #prepare(): Promise<void> {
    try {
      await ensureIndexes(this.collections);
      this.#isReady = true;
      this.#ready.resolve();
    } catch (error) {
      const obstacle = error instanceof IndexesMissing ? error.message : `MongoDB cannot be used yet: ${nameOf(error)}`;
      if (obstacle !== this.#obstacle) {
        this.#logger.warn({ problem: obstacle }, 'nothing is written yet');
      }
      this.#obstacle = obstacle;
      this.#timer = setTimeout(() => void this.#prepare(), RETRY_MS);
      this.#timer.unref();
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof MongoServerError
    ? String(error.codeName ?? error.code)
    : error instanceof Error
      ? error.name
      : 'unknown';
}
