import { userInfo } from 'node:os';
import { type AuditCollections, auditCollections, databaseNameIn } from '@officine/audit';
import { type AuditRecorded, auditRecorded, type Environment, encodeEvent, environment, topics } from '@officine/contracts';
import { connectKafka, Publisher } from '@officine/kafka';
import type { Command } from 'commander';
import { MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { type CommandContext, controlOf, kafkaOf } from '../commands/command-context.ts';
import { SILENT } from '../connection/silent-logger.ts';
import { UsageError } from '../usage-error.ts';

const SELECT_MS = 5_000;

/** What is written down about a command before it does its work. */
export type Deed = Pick<AuditRecorded, 'action' | 'object'> &
  Partial<Pick<AuditRecorded, 'ground' | 'vendor' | 'pharmacy' | 'requestId'>>;

/** The audit's database and the way into the audit, for the length of one command. */
export interface AuditSession {
  readonly collections: AuditCollections;
  /** Resolves when the brokers have it: what cannot be recorded is not done. */
  record(deed: Deed): Promise<void>;
}

/** Runs `work` with the database alone; what reads records whose content is only counted or hashed needs no more. */
export async function withDatabase<T>(
  command: Command,
  { io }: CommandContext,
  work: (collections: AuditCollections) => Promise<T>,
): Promise<T> {
  const { mongodb } = command.optsWithGlobals<{ mongodb?: string }>();
  const uri = mongodb ?? io.env['MONGODB_URI'];
  if (uri === undefined || uri === '') {
    throw new UsageError('where is the audit? Set MONGODB_URI, or give --mongodb');
  }
  const client = new MongoClient(uri, { appName: 'officine-cli', serverSelectionTimeoutMS: SELECT_MS });
  try {
    await client.connect();
    return await work(auditCollections(client.db(databaseNameIn(uri))));
  } finally {
    await client.close();
  }
}

/** Runs `work` with the database and the audit topic: whoever reads or changes the audit is in it. */
export function withAudit<T>(command: Command, context: CommandContext, work: (session: AuditSession) => Promise<T>): Promise<T> {
  return withDatabase(command, context, async (collections) => {
    const publisher = new Publisher({
      kafka: connectKafka(kafkaOf(command, context), SILENT),
      logger: SILENT,
      name: 'cli-audit',
      deliveryTimeoutMs: 15_000,
    });
    try {
      return await work({ collections, record: (deed) => record(publisher, deed, command, context) });
    } finally {
      await publisher.stop();
    }
  });
}

async function record(publisher: Publisher, deed: Deed, command: Command, context: CommandContext): Promise<void> {
  const at = new Date().toISOString();
  const { by } = command.optsWithGlobals<{ by?: string }>();
  const data: AuditRecorded = {
    ...deed,
    at,
    environment: await environmentOf(command, context),
    service: 'cli',
    actor: by ?? userInfo().username,
  };
  const event = encodeEvent(auditRecorded, { id: uuid(), source: '/officine/cli', time: at, data });
  await publisher.publish({ topic: topics.auditEvents.name, key: deed.pharmacy ?? 'audit', ...event });
}

async function environmentOf(command: Command, context: CommandContext): Promise<Environment> {
  const self = (await controlOf(command, context).read()).get('environment/self');
  const found = environment.safeParse((self?.data as { environment?: unknown } | undefined)?.environment);
  if (!found.success) {
    throw new UsageError('control does not say which environment this is: run "officine apply" first');
  }
  return found.data;
}
