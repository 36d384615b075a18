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
export function sloJson({ slo }: StatusPast, objective: number): object {
  return { objective, periods: slo.map(({ component, days, time, level }) => ({ component, days, timeMs: time, ...level })) };
}

/** `GET /api/v1/history`: time in each state, day by day (UTC). */
export function historyJson({ days }: StatusPast): object {
  return Object.fromEntries(
    [...days].map(([component, list]) => [
      component,
      list.map(({ dayMs, time }) => ({ day: iso(dayMs).slice(0, 10), timeMs: time })),
    ]),
  );
}

/** `GET /api/v1/incidents`: newest first. */
export function incidentsJson({ incidents }: StatusPast): object {
  return { incidents: incidents.map(publicIncident) };
}

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
