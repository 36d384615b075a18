import type { AvailabilityState, Component } from '@officine/contracts';
import { createLogger } from '@officine/service-kit';
import type { Announced, HistoryInterval, LatencySlot } from '../../src/application/ports.ts';
import { PastReader } from '../../src/application/status-past.ts';
import type { ComponentState } from '../../src/domain/board.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { COMPONENTS } from '../../src/domain/step-check.ts';
import { StatusServer } from '../../src/web/status-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A status page whose states a test sets by hand, over a past of ninety days. */
export class ShownStatus {
  readonly nowMs = Date.now();
  readonly server: StatusServer;
  state: AvailabilityState = 'up';
  cause: string | undefined;
  /** Components that are in that state; the whole always is. */
  concerned: readonly Component[] = ['service'];
  hasHistory = true;
  maintenance: readonly Announced[] = [
    { component: 'service', fromMs: this.nowMs + DAY, toMs: this.nowMs + DAY + HOUR, text: { fr: 'Mise à jour', en: 'Update' } },
  ];

  constructor(lostTouchMs = 60_000) {
    const past = new PastReader({
      history: {
        intervals: async () => (this.hasHistory ? intervals(this.nowMs) : Promise.reject(new Error('away'))),
        latency: async () => latency(this.nowMs),
      } as never,
      incidents: { latest: async () => this.#incidents() } as never,
      objectiveOf: () => 0.99,
      objectiveDays: 30,
      now: () => Date.now(),
      observedAtMs: () => Date.now(),
    });
    this.server = new StatusServer(
      {
        environment: 'certification',
        now: () => ({ components: this.#components(), observedAtMs: Date.now() }),
        past: () => past.read(),
        maintenance: () => this.maintenance,
        metrics: async () => '# EOF\n',
        operator: { answer: async () => undefined },
        logger: createLogger({ service: 'test', level: 'error' }),
        lostTouchMs,
      },
      0,
    );
  }

  get address(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  #components(): ComponentState[] {
    return COMPONENTS.toReversed().map((component): ComponentState => {
      const isConcerned = component === 'overall' || this.concerned.includes(component);
      const cause = component === 'overall' && this.state !== 'up' ? this.concerned.join(' ') : this.cause;
      return {
        component,
        state: isConcerned ? this.state : 'up',
        sinceMs: this.nowMs - (isConcerned && this.state !== 'up' ? 12 * MINUTE : 9 * DAY),
        ...(isConcerned && this.state !== 'up' && cause !== undefined && { cause }),
        evidence: { probes: 12, calls: 40 },
      };
    });
  }

  #incidents(): Incident[] {
    const beganAtMs = this.nowMs - 4 * DAY;
    const over: Incident = {
      id: '2026-11-20T08-00-00-000Z-service',
      openedAtMs: beganAtMs,
      closedAtMs: beganAtMs + HOUR / 2,
      components: ['service'],
      timeline: [
        { atMs: beganAtMs, component: 'service', state: 'down', cause: 'http-5xx' },
        { atMs: beganAtMs + MINUTE, note: 'CCSS a confirmé <une panne>' },
        { atMs: beganAtMs + HOUR / 2, component: 'service', state: 'up' },
      ],
    };
    const openedAtMs = this.nowMs - 12 * MINUTE;
    const open: Incident = {
      id: '2026-11-24T08-00-00-000Z-service',
      openedAtMs,
      closedAtMs: null,
      components: ['service', 'network'],
      timeline: [
        { atMs: openedAtMs, component: 'service', state: 'down', cause: 'connection-refused' },
        { atMs: openedAtMs + 20_000, component: 'network', state: 'down', cause: 'connection-refused' },
        { atMs: openedAtMs + 5 * MINUTE, note: 'Appel au support de la CCSS' },
      ],
    };
    return this.state === 'down' ? [open, over] : [over];
  }
}

/** Ninety days with an outage every tenth day, a disturbance now and then, and days that nobody observed. */
function intervals(nowMs: number): HistoryInterval[] {
  return COMPONENTS.flatMap((component, nth) =>
    Array.from({ length: 90 }, (_, day): HistoryInterval[] => {
      const fromMs = Math.floor(nowMs / DAY) * DAY - (89 - day) * DAY;
      const at = (state: AvailabilityState, from: number, to: number): HistoryInterval => ({
        component,
        state,
        fromMs: fromMs + from * HOUR,
        toMs: fromMs + to * HOUR,
      });
      if (day === 37) return [at('unknown', 0, 24)];
      if (day % 29 === 4 + nth) return [at('up', 0, 10), at('degraded', 10, 12), at('up', 12, 24)];
      if (day % 45 === 20) return [at('up', 0, 20), at('maintenance', 20, 22), at('up', 22, 24)];
      return day % 31 === 11 + nth * 2 ? [at('up', 0, 8), at('down', 8, 8.5), at('up', 8.5, 24)] : [at('up', 0, 24)];
    }).flat(),
  );
}

function latency(nowMs: number): LatencySlot[] {
  const slotMs = 10 * MINUTE;
  const lastMs = Math.floor(nowMs / slotMs) * slotMs;
  return ['tls', 'identity', 'token', 'get'].flatMap((step, nth) =>
    Array.from({ length: 140 }, (_, index): LatencySlot[] => {
      const fromMs = lastMs - (139 - index) * slotMs;
      const wave = 80 * (nth + 1) + 30 * Math.sin(index / 9) + ((index * 37) % 23);
      const probes = { source: 'probes', step, fromMs, count: 24, failures: {}, p50Ms: wave, p95Ms: wave * 2 } as const;
      const asked = step === 'get' && index > 40;
      const calls = { ...probes, source: 'calls', count: 90, failures: { timeout: 1 }, p50Ms: wave * 1.4, p95Ms: 1_480 } as const;
      return asked ? [probes, calls] : [probes];
    }).flat(),
  );
}
