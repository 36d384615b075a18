import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { type AuditCollections, auditCollections, ensureIndexes } from '../../src/store/collections.ts';

export interface ADatabase {
  readonly client: MongoClient;
  readonly name: string;
  readonly collections: AuditCollections;
  close(): Promise<void>;
}

/** A database of its own on the shared server, with the audit's indexes. */
export async function aDatabase(): Promise<ADatabase> {
  const uri = process.env['MONGODB_URI'];
  if (uri === undefined) {
    throw new Error('MONGODB_URI names no server to test with');
  }
  const client = await new MongoClient(uri).connect();
  const db = client.db(`officine_audit_test_${randomUUID().slice(0, 8)}`);
  const collections = auditCollections(db);
  await ensureIndexes(collections);
  return {
    client,
    name: db.databaseName,
    collections,
    async close() {
      await db.dropDatabase();
      await client.close();
    },
  };
}
