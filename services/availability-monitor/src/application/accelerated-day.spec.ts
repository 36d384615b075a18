import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acceleratedDay, HOUR, seeded, type Truth } from '../../test/support/accelerated-day.ts';
import { serviceLevel } from '../domain/service-level.ts';

const DAY_MS = 24 * HOUR;
const MINUTE = 60_000;

describe('an accelerated day of the monitor', { timeout: 240_000 }, () => {
  beforeEach(() => {
    vi.useFakeTimers({
      now: Date.parse('2026-11-24T00:00:00Z'),
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    });
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  async function dayOf(truth: Partial<Truth>, seed: number) {
    const random = seeded(seed);
    vi.spyOn(Math, 'random').mockImplementation(random);
    const noise = seeded(seed * 31);
    // One call in two hundred fails on the best of days.
    const call = () => (noise() > 0.005 ? ('ok' as const) : ('timeout' as const));
    return await acceleratedDay({ probe: () => 'ok', call, ...truth }, random, (ms) => vi.advanceTimersByTime(ms));
  }

  it('without an outage has no alarm, and never looks at one step twice at a time', async () => {
    const { told, time, probes, mostInFlight } = await dayOf({}, 1);

    expect(told.filter(({ state, publishedAtMs }) => state !== 'up' && publishedAtMs > MINUTE)).toEqual([]);
    expect(time.up).toBeGreaterThan(DAY_MS - 5_000);
    expect(probes).toBeGreaterThan(25_000);
    expect(mostInFlight).toBe(1);
  });

  it('in which single probes fail has no alarm either', async () => {
    const noise = seeded(7);

    const { told } = await dayOf({ probe: () => (noise() < 0.005 ? 'failed' : 'ok') }, 2);

    expect(told.filter(({ state, publishedAtMs }) => state !== 'up' && publishedAtMs > MINUTE)).toEqual([]);
  });

  it('shows outages and their ends within a minute, and the availability within 0.1 point of the truth', async () => {
    const random = seeded(13);
    const outages = Array.from({ length: 4 }, (_, index) => {
      const fromMs = Math.round((index * 6 + random() * 4) * HOUR);
      return { fromMs, toMs: fromMs + Math.round((3 + random() * 40) * MINUTE) };
    });
    const isOut = (nowMs: number) => outages.some(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs);

    const { told, overall, time } = await dayOf(
      {
        probe: (nowMs, check) => (check === 'get' && isOut(nowMs) ? 'failed' : 'ok'),
        call: (nowMs) => (isOut(nowMs) ? 'timeout' : 'ok'),
      },
      3,
    );

    const service = told.filter(({ component }) => component === 'service');
    const seen = outages.map(({ fromMs, toMs }) => ({
      downMs:
        (service.find(({ state, publishedAtMs }) => state === 'down' && publishedAtMs >= fromMs)?.publishedAtMs ?? 1e9) - fromMs,
      upMs: (service.find(({ state, publishedAtMs }) => state === 'up' && publishedAtMs >= toMs)?.publishedAtMs ?? 1e9) - toMs,
    }));
    expect(overall.filter(({ state }) => state === 'down')).toHaveLength(outages.length);
    expect(Math.max(...seen.map(({ downMs }) => downMs))).toBeLessThanOrEqual(60_000);
    expect(Math.max(...seen.map(({ upMs }) => upMs))).toBeLessThanOrEqual(60_000);
    const lostMs = outages.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    const availability = serviceLevel(time, 0.99).availability ?? 0;
    expect(Math.abs(availability - (1 - lostMs / DAY_MS))).toBeLessThan(0.001);
  });

  it('in which we are blind for two hours has those two hours as unknown, on neither side', async () => {
    // Real calls fail as well, as our network carries them too.
    const isBlind = (nowMs: number) => nowMs > 10 * HOUR && nowMs < 12 * HOUR;

    const { told, time } = await dayOf(
      { probe: (nowMs) => (isBlind(nowMs) ? 'blind' : 'ok'), call: (nowMs) => (isBlind(nowMs) ? 'transport' : 'ok') },
      4,
    );

    expect(time.down).toBe(0);
    expect(Math.abs(time.unknown - 2 * HOUR)).toBeLessThan(MINUTE);
    expect(serviceLevel(time, 0.99)).toMatchObject({ availability: 1 });
    expect(told.filter(({ state }) => state === 'down')).toEqual([]);
  });

  it('with an announced maintenance of three hours, down for two of them and for an hour before, has both figures right', async () => {
    const isOut = (nowMs: number) => nowMs >= 9 * HOUR && nowMs < 12 * HOUR;

    const { time } = await dayOf(
      {
        probe: (nowMs, check) => (check === 'get' && isOut(nowMs) ? 'failed' : 'ok'),
        call: (nowMs) => (isOut(nowMs) ? 'timeout' : 'ok'),
        maintenance: { fromMs: 10 * HOUR, toMs: 13 * HOUR },
      },
      5,
    );

    expect(Math.abs(time.down - HOUR)).toBeLessThan(MINUTE);
    expect(Math.abs(time.maintenance - 3 * HOUR)).toBeLessThan(2_000);
    const { availability, availabilityWithMaintenance } = serviceLevel(time, 0.99);
    expect(availability).toBeCloseTo(20 / 21, 3);
    expect(availabilityWithMaintenance).toBeCloseTo(20 / 24, 3);
  });
});
