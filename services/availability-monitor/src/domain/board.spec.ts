import { describe, expect, it } from 'vitest';
import { Board, type ComponentState } from './board.ts';
import { type Finding, STEP_CHECKS, type StepCheck } from './step-check.ts';
import type { TrafficCall } from './traffic-window.ts';

const THRESHOLDS = { minimumCalls: 10, minimumFailures: 5, failureRatio: 0.1, slowMs: 5_000 };
const STALE = { dns: 90_000, tcp: 90_000, tls: 90_000, wsdl: 90_000, identity: 90_000, token: 90_000, get: 90_000 };

class Scene {
  readonly board: Board;
  readonly history: ComponentState[] = [];
  maintenance: { component: string; fromMs: number; toMs: number } | undefined;

  constructor() {
    this.board = new Board(
      {
        thresholds: THRESHOLDS,
        staleAfter: STALE,
        maintenanceAt: (component, nowMs) => {
          const window = this.maintenance;
          const inside = window?.component === component && window.fromMs <= nowMs && nowMs < window.toMs;
          return inside ? { fromMs: window.fromMs, toMs: window.toMs } : undefined;
        },
      },
      0,
    );
  }

  probe(second: number, checks: readonly StepCheck[], finding: Finding, deep = false): this {
    for (const check of checks) {
      this.board.observe({ check, startedAtMs: second * 1_000, durationMs: 100, finding, deep, reason: 'connection-refused' });
    }
    return this.look(second);
  }

  calls(second: number, count: number, call: Partial<TrafficCall>): this {
    for (let index = 0; index < count; index += 1) {
      this.board.call(
        'get',
        { atMs: second * 1_000 + index, durationMs: 100, outcome: 'ok', ownFault: false, ...call },
        second * 1_000,
      );
    }
    return this.look(second + 1);
  }

  look(second: number): this {
    this.history.push(...this.board.evaluate(second * 1_000));
    return this;
  }

  of(component: string) {
    return this.board.states().find((state) => state.component === component);
  }
}

const outage = (scene: Scene, from: number, checks: readonly StepCheck[]) =>
  [0, 5, 10, 15, 20].forEach((offset) => {
    scene.probe(from + offset, checks, 'failed');
  });

describe('the board', () => {
  it('knows nothing before the first probe, and is up at once after it', () => {
    const scene = new Scene().look(0);
    expect(scene.of('overall')).toMatchObject({ state: 'unknown' });

    scene.probe(1, STEP_CHECKS, 'ok');

    expect(scene.board.states().map(({ component, state }) => `${component} ${state}`)).toEqual([
      'overall up',
      'service up',
      'token-service up',
      'identity-provider up',
      'network up',
    ]);
  });

  it('calls the service down since the first of five failures, and all of mySecu with it', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok');

    outage(scene, 20, ['wsdl']);

    expect(scene.of('service')).toMatchObject({ state: 'down', sinceMs: 20_000, cause: 'connection-refused' });
    expect(scene.of('overall')).toMatchObject({ state: 'down', sinceMs: 20_000, cause: 'service' });
    expect(scene.of('network')).toMatchObject({ state: 'up' });
  });

  it('is only degraded without the identity provider: valid tokens carry checks on', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok');

    outage(scene, 20, ['identity']);

    expect(scene.of('overall')).toMatchObject({ state: 'degraded', cause: 'identity-provider' });
  });

  it('ends an outage at the first of two successes', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok');
    outage(scene, 20, ['wsdl']);

    scene.probe(50, STEP_CHECKS, 'ok').probe(60, STEP_CHECKS, 'ok');

    expect(scene.of('service')).toMatchObject({ state: 'up', sinceMs: 50_000 });
    expect(scene.of('overall')).toMatchObject({ state: 'up', sinceMs: 50_000 });
  });

  it('is up at once after an outage, whatever failed in the minute before its end', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok');
    outage(scene, 20, ['wsdl']);
    scene.calls(45, 20, { outcome: 'timeout' });

    scene.probe(50, STEP_CHECKS, 'ok').calls(51, 20, {}).probe(55, STEP_CHECKS, 'ok').look(56);

    expect(scene.of('service')).toMatchObject({ state: 'up', sinceMs: 50_000 });
  });

  it('keeps the time that it was down, when calls are answered again and probes are not', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok');
    outage(scene, 20, ['wsdl']);
    for (const offset of [0, 10, 20, 30, 40]) scene.probe(60 + offset, ['wsdl'], 'failed').calls(60 + offset, 3, {});

    expect(scene.of('service')).toMatchObject({ state: 'degraded', cause: 'probes-fail-traffic-answers', sinceMs: 60_000 });
    expect(scene.history.filter(({ component, state }) => component === 'service' && state === 'down')).toMatchObject([
      { sinceMs: 20_000 },
    ]);
  });

  it('keeps the time that it was down, when signed probes are answered again before anybody asks', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok', true);
    scene.probe(19, ['get'], 'failed', true).calls(20, 5, { outcome: 'transport' });

    scene.probe(30, ['get'], 'ok', true);
    expect(scene.of('service')).toMatchObject({ state: 'down', sinceMs: 20_000 });
    expect(scene.board.isUrgent('get')).toBe(true);

    scene.probe(35, ['get'], 'ok', true);
    expect(scene.of('service')).toMatchObject({ state: 'up', sinceMs: 30_000 });
    expect(scene.board.isUrgent('get')).toBe(false);
  });

  it('keeps the time that it was down, when signed probes are answered again and calls are not', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok', true);
    scene.probe(19, ['get'], 'failed', true).calls(20, 5, { outcome: 'transport' });
    for (const offset of [0, 10, 20, 30, 40]) {
      scene.probe(30 + offset, ['get'], 'ok', true).calls(31 + offset, 3, { outcome: 'transport' });
    }

    expect(scene.of('service')).toMatchObject({ state: 'degraded', cause: 'traffic-fails-probes-answer', sinceMs: 30_000 });
    expect(scene.history.filter(({ component, state }) => component === 'service' && state === 'down')).toMatchObject([
      { sinceMs: 20_000 },
    ]);
  });

  it('shows that calls are answered while probes fail', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok');
    for (const offset of [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]) {
      scene.probe(20 + offset, ['wsdl'], 'failed').calls(20 + offset, 3, {});
    }

    expect(scene.of('service')).toMatchObject({ state: 'degraded', cause: 'probes-fail-traffic-answers' });
  });

  it('shows that calls fail while a signed probe is answered', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok', true);

    scene.calls(20, 5, { outcome: 'timeout' });
    // Up and degraded take turns only when the new quality lasts.
    scene.probe(40, STEP_CHECKS, 'ok', true).calls(50, 5, { outcome: 'timeout' });
    expect(scene.of('service')).toMatchObject({ state: 'degraded', cause: 'traffic-fails-probes-answer' });
  });

  it('believes calls that fail more than a WSDL that can be read', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok');

    scene.calls(20, 5, { outcome: 'timeout' });

    expect(scene.of('service')).toMatchObject({ state: 'down', cause: 'timeout', sinceMs: 20_000 });
  });

  it('does not take the refused credential of one pharmacy for an outage', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok').calls(20, 50, { outcome: 'refused', ownFault: true }).look(60);

    expect(scene.of('service')).toMatchObject({ state: 'up' });
  });

  it('says unknown while blind, from the last thing that it saw, and forgets the failures before', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok').probe(20, STEP_CHECKS, 'ok');

    for (const second of [40, 45, 50, 55]) scene.probe(second, STEP_CHECKS, 'blind');

    expect(scene.of('service')).toMatchObject({ state: 'unknown', sinceMs: 20_000, cause: 'monitor-blind' });
    expect(scene.of('overall')).toMatchObject({ state: 'unknown', sinceMs: 20_000 });
    scene.probe(60, STEP_CHECKS, 'ok');
    expect(scene.of('overall')).toMatchObject({ state: 'up', sinceMs: 60_000 });
  });

  it('says unknown when nobody probes any more', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok').look(92);

    expect(scene.of('service')).toMatchObject({ state: 'unknown', cause: 'not-observed', sinceMs: 1_000 });
  });

  it('takes the time that a former owner was away for unknown', () => {
    const scene = new Scene();
    const before = new Scene().probe(1, STEP_CHECKS, 'ok').board.states();

    const changed = scene.board.resume(before, 500_000, 900_000);

    expect(changed).toHaveLength(5);
    expect(scene.of('overall')).toMatchObject({ state: 'unknown', sinceMs: 500_000, cause: 'monitor-away' });
  });

  it('shows maintenance from its beginning to its end, whatever is found meanwhile', () => {
    const scene = new Scene().probe(1, STEP_CHECKS, 'ok');
    scene.maintenance = { component: 'service', fromMs: 30_000, toMs: 60_000 };

    scene.look(30);
    outage(scene, 31, ['wsdl']);
    expect(scene.of('service')).toMatchObject({ state: 'maintenance', sinceMs: 30_000 });
    expect(scene.of('overall')).toMatchObject({ state: 'maintenance' });
    scene.look(60);

    expect(scene.of('service')).toMatchObject({ state: 'down', sinceMs: 60_000 });
  });

  it('calls a slow minute degraded only when it lasts, and only when there was traffic enough', () => {
    const quiet = new Scene().probe(1, STEP_CHECKS, 'ok').calls(10, 3, { durationMs: 9_000 }).look(50);
    expect(quiet.of('service')).toMatchObject({ state: 'up' });

    const busy = new Scene().probe(1, STEP_CHECKS, 'ok').calls(10, 20, { durationMs: 9_000 }).look(20);
    expect(busy.of('service')).toMatchObject({ state: 'up' });
    busy.look(41);
    expect(busy.of('service')).toMatchObject({ state: 'degraded', cause: 'slow', sinceMs: 11_000 });
  });
});
