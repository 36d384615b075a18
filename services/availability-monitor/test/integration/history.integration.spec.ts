import { randomUUID } from 'node:crypto';
import { createLogger } from '@officine/service-kit';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PastReader } from '../../src/application/status-past.ts';
import { COMPONENTS } from '../../src/domain/step-check.ts';
import { Database } from '../../src/outbound/mongodb/database.ts';
import { MongoHistory } from '../../src/outbound/mongodb/mongo-history.ts';
import { MongoIncidents } from '../../src/outbound/mongodb/mongo-incidents.ts';
import { MongoOutbox } from '../../src/outbound/mongodb/mongo-outbox.ts';

const URI = process.env['MONGODB_URI'] ?? '';
const DAY = 86_400_000;
const HOUR = 3_600_000;

describe.skipIf(URI === '')('the history', () => {
  const name = `t_${randomUUID().slice(0, 8)}`;
  const database = new Database(URI, name, createLogger({ service: 'test', level: 'error' }));
  const history = new MongoHistory(database);
  const nowMs = Math.floor(Date.now() / DAY) * DAY + DAY / 2;

  beforeAll(async () => {
    // Six changes a day for each component: a platform far worse than it is.
    const collection = await database.collection<{ _id: string }>('intervals');
    const documents = COMPONENTS.flatMap((component) =>
      Array.from({ length: 89 * 6 }, (_, index) => {
        const from = new Date(nowMs - 89 * DAY + index * 4 * HOUR);
        const to = index === 89 * 6 - 1 ? null : new Date(from.getTime() + 4 * HOUR);
        return { _id: `${component}/${from.toISOString()}`, component, state: index % 6 === 1 ? 'down' : 'up', from, to };
      }),
    );
    await collection.insertMany(documents);
  });

  afterAll(async () => {
    await database.stop();
    const client = new MongoClient(URI);
    await client.db(name).dropDatabase();
    await client.close();
  });

  it('of 90 days answers within 50 ms', async () => {
    let clockMs = nowMs;
    const reader = new PastReader({
      history,
      incidents: new MongoIncidents(database),
      objectiveOf: () => 0.99,
      objectiveDays: 30,
      now: () => clockMs,
      observedAtMs: () => clockMs,
    });
    const first = await reader.read();
    const took: number[] = [];

    for (let count = 0; count < 9; count += 1) {
      clockMs += 6_000;
      const begun = performance.now();
      const past = await reader.read();
      took.push(performance.now() - begun);
      expect(past?.days.get('overall')?.slice(0, -1)).toEqual(first?.days.get('overall')?.slice(0, -1));
    }

    const median = took.toSorted((a, b) => a - b)[4] ?? Number.POSITIVE_INFINITY;
    process.stdout.write(`90 days: median ${median.toFixed(1)} ms\n`);
    expect(median).toBeLessThanOrEqual(50);
  });

  it('takes an event twice as once, and ends the interval before where the next begins', async () => {
    const state = { component: 'overall', state: 'down', sinceMs: nowMs, evidence: { probes: 5, calls: 0 } } as const;

    await history.record(state);
    await history.record(state);

    const last = (await history.intervals(nowMs - DAY, 'overall')).slice(-2);
    expect(last).toMatchObject([{ toMs: nowMs }, { state: 'down', fromMs: nowMs, toMs: null }]);
  });

  it('keeps a notice once, whoever makes it again, and does not send it again', async () => {
    const outbox = new MongoOutbox(database);
    const notice = {
      id: 'i/opened/webhook',
      kind: 'incident.opened',
      channel: 'webhook',
      incidentId: 'i',
      createdAtMs: 1,
      dueAtMs: 1,
      attempts: 0,
    } as const;

    await outbox.add(notice);
    await outbox.add(notice);
    expect(await outbox.due(2)).toHaveLength(1);
    await outbox.settle(notice.id, 'sent');
    await outbox.add(notice);

    expect(await outbox.due(2)).toEqual([]);
  });
});
