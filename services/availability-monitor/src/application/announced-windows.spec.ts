import { describe, expect, it } from 'vitest';
import { AnnouncedWindows } from './announced-windows.ts';
import type { Announced } from './ports.ts';

const HOUR = 3_600_000;
const window = (fromMs: number, toMs: number, component: Announced['component'] = 'service'): Announced => ({
  component,
  fromMs,
  toMs,
});

describe('announced maintenance', () => {
  it('counts from its beginning when it was announced before, and for its component alone', () => {
    const windows = new AnnouncedWindows(() => [window(HOUR, 2 * HOUR)]);
    windows.at('service', 0);

    expect(windows.at('service', HOUR)).toEqual({ fromMs: HOUR, toMs: 2 * HOUR, sinceMs: HOUR });
    expect(windows.at('network', HOUR)).toBeUndefined();
    expect(windows.at('service', 2 * HOUR)).toBeUndefined();
  });

  it('counts from its announcement when that comes late: an outage is not made a maintenance afterwards', () => {
    const announced: Announced[] = [];
    const windows = new AnnouncedWindows(() => announced);
    windows.at('service', HOUR);

    announced.push(window(HOUR / 2, 2 * HOUR));

    expect(windows.at('service', HOUR + 60_000)?.sinceMs).toBe(HOUR + 60_000);
    expect(windows.at('service', HOUR + 90_000)?.sinceMs).toBe(HOUR + 60_000);
  });

  it('counts from its beginning for whoever starts in the middle of it', () => {
    const windows = new AnnouncedWindows(() => [window(HOUR, 2 * HOUR)]);

    expect(windows.at('service', 1.5 * HOUR)?.sinceMs).toBe(HOUR);
  });

  it('of the whole interrupts every component', () => {
    const windows = new AnnouncedWindows(() => [window(HOUR, 2 * HOUR, 'overall')]);

    expect(windows.at('identity-provider', HOUR)).toBeDefined();
  });
});
