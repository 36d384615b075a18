import type { Component } from '@officine/contracts';
import type { Incidents } from '../../application/ports.ts';
import type { Incident, TimelineEntry } from '../../domain/incident.ts';
import type { Database } from './database.ts';

interface IncidentDocument {
  readonly _id: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly components: readonly Component[];
  readonly timeline: readonly (Omit<TimelineEntry, 'atMs'> & { readonly at: Date })[];
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
      timeline: timeline.map(({ atMs, ...entry }) => ({ ...entry, at: new Date(atMs) })),
    };
    await (await this.#incidents()).updateOne({ _id: id }, { $set: document }, { upsert: true });
  }

  #incidents() {
    return this.#database.collection<IncidentDocument>('incidents');
  }
}

function incidentOf({ _id, openedAt, closedAt, components, timeline }: IncidentDocument): Incident {
  return {
    id: _id,
    openedAtMs: openedAt.getTime(),
    closedAtMs: closedAt?.getTime() ?? null,
    components,
    timeline: timeline.map(({ at, ...entry }) => ({ ...entry, atMs: at.getTime() })),
  };
}
