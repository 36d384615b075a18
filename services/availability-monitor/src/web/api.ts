import type { Environment } from '@officine/contracts';
import type { Announced } from '../application/ports.ts';
import type { StatusNow } from '../application/status-now.ts';
import type { StatusPast } from '../application/status-past.ts';
import { publicIncident } from '../application/write-notice.ts';
import type { ComponentState } from '../domain/board.ts';

const iso = (ms: number) => new Date(ms).toISOString();

/** `GET /api/v1/status`: the present, and the announced maintenance. */
export function statusJson(now: StatusNow, maintenance: readonly Announced[], environment: Environment): object {
  return {
    environment,
    observedAt: now.observedAtMs === undefined ? null : iso(now.observedAtMs),
    components: now.components.map(componentJson),
    maintenance: maintenance.map(({ component, fromMs, toMs, text }) => ({
      component,
      from: iso(fromMs),
      to: iso(toMs),
      ...(text && { text }),
    })),
  };
}

/** `GET /api/v1/slo`: each component over each period; times in ms, ratios 0 to 1, null where nothing was observed. */
function sloJson({ slo }: StatusPast): object {
  return {
    periods: slo.map(({ component, days, objective, time, level }) => ({ component, days, objective, timeMs: time, ...level })),
  };
}

/** `GET /api/v1/history`: time in each state, day by day (UTC). */
function historyJson({ days }: StatusPast): object {
  return Object.fromEntries(
    [...days].map(([component, list]) => [
      component,
      list.map(({ dayMs, time }) => ({ day: iso(dayMs).slice(0, 10), timeMs: time })),
    ]),
  );
}

/** `GET /api/v1/incidents`: newest first. */
function incidentsJson({ incidents }: StatusPast): object {
  return { incidents: incidents.map(publicIncident) };
}

/** `GET /api/v1/latency`: probes and real calls of 24 hours, by ten minutes: how many, how many failed by reason, how fast the others were. */
function latencyJson({ latency }: StatusPast): object {
  return { slots: latency.map(({ fromMs, ...figures }) => ({ from: iso(fromMs), ...figures })) };
}

/** What a path of the API says of the past; undefined where it says nothing of it. The answer is undefined for what is not there. */
export function pastJson(path: string): ((past: StatusPast) => object | undefined) | undefined {
  const [, id] = /^\/api\/v1\/incidents\/([\w-]{1,80})$/.exec(path) ?? [];
  if (id !== undefined) {
    return ({ incidents }) => incidents.filter((incident) => incident.id === id).map(publicIncident)[0];
  }
  return {
    '/api/v1/slo': sloJson,
    '/api/v1/history': historyJson,
    '/api/v1/latency': latencyJson,
    '/api/v1/incidents': incidentsJson,
  }[path];
}

/** `GET /api/v1`: what there is. */
export const API_INDEX = {
  status: '/api/v1/status',
  slo: '/api/v1/slo',
  history: '/api/v1/history',
  latency: '/api/v1/latency',
  incidents: '/api/v1/incidents',
  incident: '/api/v1/incidents/{id}',
  events: '/events',
  feed: '/feed.atom',
  badge: '/badge.svg?component={component}&lang={lang}',
  metrics: '/metrics',
} as const;

function componentJson({ component, state, sinceMs, cause, evidence, maintenance }: ComponentState): object {
  return {
    component,
    state,
    since: iso(sinceMs),
    ...(cause && { cause }),
    evidence,
    ...(maintenance && { maintenance: { from: iso(maintenance.fromMs), to: iso(maintenance.toMs) } }),
  };
}
