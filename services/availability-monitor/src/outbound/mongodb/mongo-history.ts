import type { AvailabilityState, CallStep, Component } from '@officine/contracts';
import type { FailureSample, History, HistoryInterval, TrafficHour } from '../../application/ports.ts';
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

interface TrafficDocument {
  /** `<step>/<hour>/<session of the counter>`: each counter writes its own sums, and never adds to another's. */
  readonly _id: string;
  readonly step: CallStep;
  readonly hour: Date;
  readonly calls: number;
  readonly failures: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

interface FailureDocument {
  readonly at: Date;
  readonly component: Component;
  readonly reason: string;
  readonly correlationId?: string;
}

/** The states' intervals and the traffic's hours. Nothing here is truth: it is projected from Kafka and can be made again. */
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

  async putTraffic(session: string, hours: readonly TrafficHour[]): Promise<void> {
    if (hours.length === 0) {
      return;
    }
    const collection = await this.#database.collection<TrafficDocument>('traffic_hours');
    await collection.bulkWrite(
      hours.map(({ step, hourMs, ...figures }) => {
        const hour = new Date(hourMs);
        return {
          updateOne: {
            filter: { _id: `${step}/${hour.toISOString()}/${session}` },
            update: { $set: { step: step as CallStep, hour, ...figures } },
            upsert: true,
          },
        };
      }),
      { ordered: false },
    );
  }

  async traffic(fromMs: number): Promise<TrafficHour[]> {
    const collection = await this.#database.collection<TrafficDocument>('traffic_hours');
    const found = await collection
      .find({ hour: { $gte: new Date(fromMs) } })
      .sort({ hour: 1 })
      .toArray();
    return found.map(({ step, hour, calls, failures, p50Ms, p95Ms }) => ({
      step,
      hourMs: hour.getTime(),
      calls,
      failures,
      p50Ms,
      p95Ms,
    }));
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
