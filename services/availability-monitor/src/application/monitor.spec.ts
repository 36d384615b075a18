import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Board, type ComponentState } from '../domain/board.ts';
import { STEP_CHECKS } from '../domain/step-check.ts';
import { Monitor } from './monitor.ts';
import { statusNow } from './status-now.ts';

const EVERY_STEP = Object.fromEntries(STEP_CHECKS.map((check) => [check, 90_000]));
const THRESHOLDS = { minimumCalls: 10, minimumFailures: 5, failureRatio: 0.1, slowMs: 5_000 };

/** A monitor on a topic in memory; time is turned by hand. */
function aMonitor(
  before: { states: readonly ComponentState[]; observedAtMs: number | undefined } = { states: [], observedAtMs: undefined },
) {
  const published: ComponentState[] = [];
  const known = new Map(before.states.map((state) => [state.component, state]));
  const world = { owner: true, kafka: true, observedAtMs: before.observedAtMs };
  const quiet = { start: () => undefined, stop: async () => undefined, hasten: () => undefined };
  const probes = { started: 0, stopped: Promise.resolve() };
  const topic = {
    publish: async (state: ComponentState, atMs: number) => {
      if (!world.kafka) throw new Error('Kafka is away');
      published.push(state);
      known.set(state.component, state);
      world.observedAtMs = atMs;
    },
    latest: () => ({ states: [...known.values()], observedAtMs: world.observedAtMs }),
  };
  const monitor = new Monitor({
    topic,
    logger: { debug() {}, info() {}, warn() {}, error() {}, fatal() {}, child: () => expect.fail() },
    makeBoard: (nowMs) => new Board({ thresholds: THRESHOLDS, staleAfter: EVERY_STEP, maintenanceAt: () => undefined }, nowMs),
    probes: {
      ...quiet,
      start: () => {
        probes.started += 1;
      },
      stop: () => probes.stopped,
    },
    traffic: quiet,
    isOwner: () => world.owner,
    now: () => Date.now(),
  });
  const probeAll = () => {
    for (const check of STEP_CHECKS) monitor.observed({ check, startedAtMs: Date.now(), durationMs: 50, finding: 'ok' });
  };
  return { monitor, topic, world, published, probes, probeAll };
}

const up = (sinceMs: number): ComponentState[] =>
  (['network', 'identity-provider', 'token-service', 'service', 'overall'] as const).map((component) => ({
    component,
    state: 'up',
    sinceMs,
    evidence: { probes: 1, calls: 0 },
  }));

describe('the monitor', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('goes on where a former owner stopped, when the gap was short', async () => {
    const { monitor, published, probeAll } = aMonitor({ states: up(500_000), observedAtMs: 980_000 });

    monitor.begin();
    probeAll();
    await vi.advanceTimersByTimeAsync(2_000);

    expect(published.filter(({ state }) => state !== 'up')).toEqual([]);
    await monitor.end();
  });

  it('publishes the time in which nobody watched as unknown, from the last heartbeat on', async () => {
    const { monitor, published, probeAll } = aMonitor({ states: up(100_000), observedAtMs: 400_000 });

    monitor.begin();
    probeAll();
    await vi.advanceTimersByTimeAsync(2_000);

    const service = published.filter(({ component }) => component === 'service');
    expect(service).toMatchObject([
      { state: 'unknown', sinceMs: 400_000, cause: 'monitor-away' },
      { state: 'up', sinceMs: 1_000_000 },
    ]);
    await monitor.end();
  });

  it('publishes the time in which the process itself stood still as unknown, until it has looked again', async () => {
    const { monitor, published, probeAll } = aMonitor();
    monitor.begin();
    probeAll();
    await vi.advanceTimersByTimeAsync(5_000);
    const stoodStillSinceMs = Date.now();

    vi.setSystemTime(stoodStillSinceMs + 40_000);
    await vi.advanceTimersByTimeAsync(3_000);
    probeAll();
    await vi.advanceTimersByTimeAsync(1_000);

    const service = published.filter(({ component }) => component === 'service').slice(-2);
    expect(service).toMatchObject([{ state: 'unknown', cause: 'monitor-away' }, { state: 'up' }]);
    expect(Math.abs((service[0]?.sinceMs ?? 0) - stoodStillSinceMs)).toBeLessThanOrEqual(1_000);
    expect(service[1]?.sinceMs).toBeGreaterThanOrEqual(stoodStillSinceMs + 40_000);
    await monitor.end();
  });

  it('begins again only when it has quite ended, so that no step is looked at twice at a time', async () => {
    const { monitor, probes } = aMonitor();
    const underway = Promise.withResolvers<void>();
    probes.stopped = underway.promise;
    monitor.begin();

    const ended = monitor.end();
    monitor.begin();
    expect(probes.started).toBe(1);
    underway.resolve();
    await ended;

    await vi.advanceTimersByTimeAsync(1);
    expect(probes.started).toBe(2);
    await monitor.end();
  });

  it('does not begin when the lease is lost again before it has ended', async () => {
    const { monitor, probes } = aMonitor();
    const underway = Promise.withResolvers<void>();
    probes.stopped = underway.promise;
    monitor.begin();

    const first = monitor.end();
    monitor.begin();
    const second = monitor.end();
    underway.resolve();
    await Promise.all([first, second]);

    expect(probes.started).toBe(1);
  });

  it('publishes nothing on a lapsed lease', async () => {
    const { monitor, world, published, probeAll } = aMonitor();
    world.owner = false;

    monitor.begin();
    probeAll();
    await vi.advanceTimersByTimeAsync(20_000);

    expect(published).toEqual([]);
    await monitor.end();
  });

  it('keeps what Kafka does not take, in its order, and publishes it later', async () => {
    const { monitor, world, published, probeAll } = aMonitor();
    world.kafka = false;
    monitor.begin();
    probeAll();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(published).toEqual([]);

    world.kafka = true;
    await vi.advanceTimersByTimeAsync(2_000);

    expect(
      published
        .filter(({ component }) => component === 'service')
        .map(({ state }) => state)
        .at(-1),
    ).toBe('up');
    await monitor.end();
  });

  it('repeats overall as its heartbeat, without which everybody shows unknown after a minute', async () => {
    const { monitor, topic, published, probeAll } = aMonitor();
    monitor.begin();
    probeAll();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(published.filter(({ component, state }) => component === 'overall' && state === 'up').length).toBeGreaterThanOrEqual(
      3,
    );

    await monitor.end();
    const endedAtMs = topic.latest().observedAtMs ?? 0;

    expect(statusNow(topic, endedAtMs + 59_000).components[0]).toMatchObject({ state: 'up' });
    expect(statusNow(topic, endedAtMs + 61_000).components[0]).toMatchObject({
      state: 'unknown',
      sinceMs: endedAtMs,
      cause: 'monitor-away',
    });
  });
});
