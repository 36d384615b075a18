import type { Component } from '@officine/contracts';
import type { Incidents } from '../../application/ports.ts';
import type { Incident, TimelineEntry } from '../../domain/incident.ts';
import type { Database } from './database.ts';

interface IncidentDocument {
  readonly _id: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly components: readonly Component[];
  /** What the monitor saw. */
  readonly timeline: readonly (Omit<TimelineEntry, 'atMs'> & { readonly at: Date })[];
  /** What operators said; apart, as they write while the monitor does. */
  readonly notes?: readonly { readonly at: Date; readonly note: string }[];
}

/** The incidents. */
export class MongoIncidents implements Incidents {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async open(): Promise<Incident | undefined> {
    const incidents = await this.#incidents();
    const found = await incidents.findOne({ closedAt: null }, { sort: { openedAt: -1 } });
    return found === null ? undefined : incidentOf(found);
  }

  async find(id: string): Promise<Incident | undefined> {
    const found = await (await this.#incidents()).findOne({ _id: id });
    return found === null ? undefined : incidentOf(found);
  }

  async latest(limit: number): Promise<Incident[]> {
    const found = await (await this.#incidents()).find().sort({ openedAt: -1 }).limit(limit).toArray();
    return found.map(incidentOf);
  }

  async save({ id, openedAtMs, closedAtMs, components, timeline }: Incident): Promise<void> {
    const document = {
      openedAt: new Date(openedAtMs),
      closedAt: closedAtMs === null ? null : new Date(closedAtMs),
      components,
      timeline: timeline.filter(({ note }) => note === undefined).map(({ atMs, ...entry }) => ({ ...entry, at: new Date(atMs) })),
    };
    await (await this.#incidents()).updateOne({ _id: id }, { $set: document }, { upsert: true });
  }

  async addNote(id: string, atMs: number, note: string): Promise<void> {
    await (await this.#incidents()).updateOne({ _id: id }, { $push: { notes: { at: new Date(atMs), note } } });
  }

  #incidents() {
    return this.#database.collection<IncidentDocument>('incidents');
  }
}

function incidentOf({ _id, openedAt, closedAt, components, timeline, notes = [] }: IncidentDocument): Incident {
  const entries: TimelineEntry[] = [...timeline, ...notes].map(({ at, ...entry }) => ({ ...entry, atMs: at.getTime() }));
  return {
    id: _id,
    openedAtMs: openedAt.getTime(),
    closedAtMs: closedAt?.getTime() ?? null,
    components,
    // What was seen later may have begun earlier, down with the first failure: told in the order of beginnings.
    timeline: entries.toSorted((a, b) => a.atMs - b.atMs),
  };
}
