import type { ChannelName, Notice, NoticeKind, Outbox } from '../../application/ports.ts';
import type { Database } from './database.ts';

interface NoticeDocument {
  readonly _id: string;
  readonly kind: NoticeKind;
  readonly channel: ChannelName;
  readonly incidentId: string;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly attempts: number;
  readonly state: 'pending' | 'sent' | 'given-up' | 'not-needed';
}

const MANY = 100;

/** Notices that wait to be sent, and those that were: their ids keep one from being sent twice. */
export class MongoOutbox implements Outbox {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add({ id, createdAtMs, dueAtMs, ...notice }: Notice): Promise<void> {
    const document = { ...notice, createdAt: new Date(createdAtMs), dueAt: new Date(dueAtMs), state: 'pending' as const };
    await (await this.#notices()).updateOne({ _id: id }, { $setOnInsert: document }, { upsert: true });
  }

  async due(nowMs: number): Promise<Notice[]> {
    const found = await (await this.#notices())
      .find({ state: 'pending', dueAt: { $lte: new Date(nowMs) } })
      .sort({ dueAt: 1 })
      .limit(MANY)
      .toArray();
    return found.map(({ _id: id, createdAt, dueAt, kind, channel, incidentId, attempts }) => ({
      id,
      kind,
      channel,
      incidentId,
      attempts,
      createdAtMs: createdAt.getTime(),
      dueAtMs: dueAt.getTime(),
    }));
  }

  async settle(id: string, outcome: 'sent' | 'given-up' | 'not-needed'): Promise<void> {
    await (await this.#notices()).updateOne({ _id: id }, { $set: { state: outcome } });
  }

  async retryAt(id: string, dueAtMs: number, attempts: number): Promise<void> {
    await (await this.#notices()).updateOne({ _id: id }, { $set: { dueAt: new Date(dueAtMs), attempts } });
  }

  #notices() {
    return this.#database.collection<NoticeDocument>('notices');
  }
}
