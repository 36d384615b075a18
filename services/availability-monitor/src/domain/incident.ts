import type { AvailabilityState, Component } from '@officine/contracts';
import type { ComponentState } from './board.ts';

/** One line of an incident's timeline. */
export interface TimelineEntry {
  readonly atMs: number;
  readonly component?: Component;
  readonly state?: AvailabilityState;
  readonly cause?: string;
  /** An operator's own words. */
  readonly note?: string;
}

/** A time in which a component was down, as people tell it: opened, updated and closed by the states themselves. */
export interface Incident {
  /** Made of its beginning, so that the same events make the same incident however often they are read. */
  readonly id: string;
  readonly openedAtMs: number;
  readonly closedAtMs: number | null;
  readonly components: readonly Component[];
  readonly timeline: readonly TimelineEntry[];
}

/** What an event did to the incidents. */
export type IncidentChange =
  | { readonly kind: 'opened' | 'updated' | 'closed'; readonly incident: Incident }
  /** It had been taken for over since `closedAtMs`. */
  | { readonly kind: 'reopened'; readonly incident: Incident; readonly closedAtMs: number }
  | { readonly kind: 'none' };

const NONE: IncidentChange = { kind: 'none' };
/** Who goes down again so soon was never quite back: one incident with a long timeline, not twenty that nobody reads. */
export const REOPEN_WITHIN_MS = 600_000;

/**
 * What one event makes of the incidents: of the open one, or else of the latest, which is opened anew when its component goes down
 * again at once. An event met again changes nothing. `overall` follows the parts and opens nothing.
 */
export function incidentAfter(open: Incident | undefined, event: ComponentState, latest?: Incident): IncidentChange {
  if (event.component === 'overall') {
    return NONE;
  }
  const entry: TimelineEntry = {
    atMs: event.sinceMs,
    component: event.component,
    state: event.state,
    ...(event.cause && { cause: event.cause }),
  };
  if (open === undefined) {
    return event.state === 'down' ? beginning(event, entry, latest) : NONE;
  }
  const concerned = open.components.includes(event.component);
  if ((!concerned && event.state === 'up') || open.timeline.some((known) => isSame(known, entry))) {
    return NONE;
  }
  const components = concerned || event.state !== 'down' ? open.components : [...open.components, event.component];
  const updated: Incident = { ...open, components, timeline: [...open.timeline, entry] };
  // Neither blindness nor maintenance ends an incident: it goes on until somebody sees that it is over.
  const over = components.every((component) => isOver(latestOf(updated, component)));
  return over ? { kind: 'closed', incident: { ...updated, closedAtMs: event.sinceMs } } : { kind: 'updated', incident: updated };
}

function beginning(event: ComponentState, entry: TimelineEntry, latest: Incident | undefined): IncidentChange {
  const closedAtMs = latest?.closedAtMs ?? null;
  if (
    latest !== undefined &&
    closedAtMs !== null &&
    latest.components.includes(event.component) &&
    event.sinceMs - closedAtMs <= REOPEN_WITHIN_MS
  ) {
    const incident = { ...latest, closedAtMs: null, timeline: [...latest.timeline, entry] };
    return { kind: 'reopened', incident, closedAtMs };
  }
  return { kind: 'opened', incident: openedBy(event, entry) };
}

function openedBy(event: ComponentState, entry: TimelineEntry): Incident {
  return {
    id: `${new Date(event.sinceMs).toISOString().replace(/[:.]/g, '-')}-${event.component}`,
    openedAtMs: event.sinceMs,
    closedAtMs: null,
    components: [event.component],
    timeline: [entry],
  };
}

function latestOf({ timeline }: Incident, component: Component): AvailabilityState | undefined {
  return timeline.findLast((entry) => entry.component === component)?.state;
}

function isOver(state: AvailabilityState | undefined): boolean {
  return state === 'up' || state === 'degraded';
}

function isSame(known: TimelineEntry, entry: TimelineEntry): boolean {
  return (
    known.component === entry.component && known.state === entry.state && known.atMs === entry.atMs && known.cause === entry.cause
  );
}
