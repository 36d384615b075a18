import type { ComponentState } from '../domain/board.ts';
import { incidentAfter } from '../domain/incident.ts';
import type { NoticeChange } from './plan-notices.ts';
import type { History, Incidents } from './ports.ts';

/** Makes history, incidents and notices of what was published: in order, and the same again when read again. */
export class ProjectHistory {
  readonly #history: History;
  readonly #incidents: Incidents;
  readonly #onIncident: (change: NoticeChange) => Promise<void>;

  constructor(history: History, incidents: Incidents, onIncident: (change: NoticeChange) => Promise<void>) {
    this.#history = history;
    this.#incidents = incidents;
    this.#onIncident = onIncident;
  }

  /** Rejects while MongoDB is away; nothing is lost, as the record stays on Kafka. */
  async take(state: ComponentState): Promise<void> {
    await this.#history.record(state);
    if (state.component === 'overall') {
      return;
    }
    const open = await this.#incidents.open();
    const [latest] = open === undefined ? await this.#incidents.latest(1) : [];
    // A record read again after its incident was closed must not open it anew.
    if (state.sinceMs < (open?.openedAtMs ?? latest?.closedAtMs ?? 0)) {
      return;
    }
    const change = incidentAfter(open, state, latest);
    if (change.kind === 'none') {
      return;
    }
    // Told first, by ids that hold once: a crash in between repeats nothing and loses nothing.
    await this.#onIncident({
      ...change,
      joined: open !== undefined && change.incident.components.length > open.components.length,
    });
    await this.#incidents.save(change.incident);
  }
}
