import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';

/** What a check of readiness does. */
export interface MongodbReadiness {
  readonly uri: string;
  /** Makes a fresh `mongod` the primary of its replica set: without one it knows neither transactions nor change streams. */
  readonly initiateReplicaSet: boolean;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

const ALREADY_INITIALIZED = 23;

/** Resolves when the server can be written to. Thrown after `timeoutMs`: an Error that tells the last obstacle. */
export async function mongodbReady({ uri, initiateReplicaSet, timeoutMs, signal }: MongodbReadiness): Promise<void> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000 });
    try {
      const admin = client.db('admin');
      if (initiateReplicaSet) {
        await admin.command({ replSetInitiate: {} }).catch(unlessAlreadyInitialized);
      }
      const hello = await admin.command({ hello: 1 });
      if (hello['isWritablePrimary'] === true) {
        return;
      }
      throw new Error('it is not a primary');
    } catch (error) {
      if (performance.now() > until || signal?.aborted === true) {
        // The URI may hold a password: it is not part of the message.
        throw new Error(`MongoDB is not ready: ${error instanceof Error ? error.message : String(error)}`);
      }
    } finally {
      await client.close();
    }
    await delay(100);
  }
}

function unlessAlreadyInitialized(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === ALREADY_INITIALIZED)) {
    throw error;
  }
}
