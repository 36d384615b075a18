import type { AvailabilityState, Component } from '@officine/contracts';
import type { FailureSample, History, HistoryInterval, LatencySlot } from '../../application/ports.ts';
import type { ComponentState } from '../../domain/board.ts';
import type { Database } from './database.ts';

interface IntervalDocument {
  /** `<component>/<from>`: an event met again writes the same document. */
  readonly _id: string;
  readonly component: Component;
  readonly state: AvailabilityState;
  readonly from: Date;
  readonly to: Date | null;
  readonly cause?: string;
}

interface LatencyDocument extends Omit<LatencySlot, 'fromMs'> {
  /** `<source>/<step>/<from>/<session of the counter>`: each counter writes its own sums, and never adds to another's. */
  readonly _id: string;
  readonly from: Date;
}

interface FailureDocument {
  readonly at: Date;
  readonly component: Component;
  readonly reason: string;
  readonly correlationId?: string;
}

/** The states' intervals, and how long answers took. Nothing here is truth: it is projected from Kafka and can be made again. */
export class MongoHistory implements History {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async record({ component, state, sinceMs, cause }: ComponentState): Promise<void> {
    const intervals = await this.#database.collection<IntervalDocument>('intervals');
    const from = new Date(sinceMs);
    const _id = `${component}/${from.toISOString()}`;
    // What was open before ends where this begins; a late correction also shortens what had ended later.
    await intervals.updateMany({ component, from: { $lt: from }, to: null }, { $set: { to: from } });
    await intervals.updateOne(
      { _id },
      { $set: { component, state, from, ...(cause && { cause }) }, $setOnInsert: { to: null } },
      { upsert: true },
    );
  }

  async intervals(fromMs: number, component?: Component): Promise<HistoryInterval[]> {
    const intervals = await this.#database.collection<IntervalDocument>('intervals');
    const since = new Date(fromMs);
    const of = component === undefined ? {} : { component };
    // Two questions that an index answers, in place of one `$or` that reads everything.
    const [ended, lasting] = await Promise.all([
      intervals.find({ ...of, to: { $gt: since } }).toArray(),
      intervals.find({ ...of, to: null }).toArray(),
    ]);
    const found = [...ended, ...lasting].toSorted((a, b) => a.from.getTime() - b.from.getTime());
    return found.map(({ component: whose, state, from, to, cause }) => ({
      component: whose,
      state,
      fromMs: from.getTime(),
      toMs: to?.getTime() ?? null,
      ...(cause && { cause }),
    }));
  }

  async putLatency(session: string, slots: readonly LatencySlot[]): Promise<void> {
    if (slots.length === 0) {
      return;
    }
    const collection = await this.#database.collection<LatencyDocument>('latencies');
    await collection.bulkWrite(
      slots.map(({ fromMs, ...figures }) => {
        const from = new Date(fromMs);
        const _id = `${figures.source}/${figures.step}/${from.toISOString()}/${session}`;
        return { updateOne: { filter: { _id }, update: { $set: { ...figures, from } }, upsert: true } };
      }),
      { ordered: false },
    );
  }

  async latency(fromMs: number): Promise<LatencySlot[]> {
    const collection = await this.#database.collection<LatencyDocument>('latencies');
    const found = await collection
      .find({ from: { $gte: new Date(fromMs) } })
      .sort({ from: 1 })
      .toArray();
    return found.map(({ _id, from, ...figures }) => ({ ...figures, fromMs: from.getTime() }));
  }

  async putFailures(samples: readonly FailureSample[]): Promise<void> {
    if (samples.length === 0) {
      return;
    }
    const collection = await this.#database.collection<FailureDocument>('failures');
    await collection.insertMany(samples.map(({ atMs, ...sample }) => ({ ...sample, at: new Date(atMs) })));
  }

  async failures(fromMs: number, toMs: number, limit: number): Promise<FailureSample[]> {
    const collection = await this.#database.collection<FailureDocument>('failures');
    const found = await collection
      .find({ at: { $gte: new Date(fromMs), $lte: new Date(toMs) } })
      .sort({ at: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ at, component, reason, correlationId }) => ({
      atMs: at.getTime(),
      component,
      reason,
      ...(correlationId && { correlationId }),
    }));
  }
}
