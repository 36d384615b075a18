import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AvailabilityState } from '@officine/contracts';
import { createLogger } from '@officine/service-kit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryInterval, LatencySlot } from '../../src/application/ports.ts';
import { PastReader } from '../../src/application/status-past.ts';
import type { ComponentState } from '../../src/domain/board.ts';
import { COMPONENTS } from '../../src/domain/step-check.ts';
import { StatusServer } from '../../src/web/status-server.ts';
import { CHROMIUM } from '../support/tools.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCREENSHOTS = process.env['SCREENSHOTS'];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Ninety days with an outage every tenth day, and a day that nobody observed. */
function intervals(nowMs: number): HistoryInterval[] {
  return COMPONENTS.flatMap((component) =>
    Array.from({ length: 90 }, (_, day): HistoryInterval[] => {
      const fromMs = Math.floor(nowMs / DAY) * DAY - (89 - day) * DAY;
      const at = (state: AvailabilityState, from: number, to: number): HistoryInterval => ({
        component,
        state,
        fromMs: fromMs + from * HOUR,
        toMs: fromMs + to * HOUR,
      });
      if (day % 30 === 7) return [at('unknown', 0, 24)];
      if (day % 15 === 4) return [at('up', 0, 10), at('degraded', 10, 12), at('up', 12, 24)];
      return day % 10 === 3
        ? [at('up', 0, 8), at('down', 8, 8.5), at('maintenance', 20, 22), at('up', 22, 24)]
        : [at('up', 0, 24)];
    }).flat(),
  );
}

function latency(nowMs: number): LatencySlot[] {
  const slotMs = 600_000;
  const lastMs = Math.floor(nowMs / slotMs) * slotMs;
  return ['tls', 'identity', 'token', 'get'].flatMap((step, nth) =>
    Array.from({ length: 140 }, (_, index): LatencySlot[] => {
      const fromMs = lastMs - (139 - index) * slotMs;
      const wave = 80 * (nth + 1) + 30 * Math.sin(index / 9) + ((index * 37) % 23);
      const probes = { source: 'probes', step, fromMs, count: 24, failures: {}, p50Ms: wave, p95Ms: wave * 2 } as const;
      const asked = step === 'get' && index > 40 && index < 120;
      const calls = { ...probes, source: 'calls', count: 90, failures: { timeout: 1 }, p50Ms: wave * 1.4, p95Ms: 900 } as const;
      return asked ? [probes, calls] : [probes];
    }).flat(),
  );
}

describe.skipIf(!CHROMIUM.isPresent)(`the status page, in Chromium${CHROMIUM.why}`, () => {
  const nowMs = Date.now();
  let browser: Browser;
  let page: Page;
  let server: StatusServer;
  let complaints: string[] = [];
  let state: AvailabilityState = 'up';

  const components = (): ComponentState[] =>
    COMPONENTS.toReversed().map((component) => ({
      component,
      state: component === 'overall' || component === 'service' ? state : 'up',
      sinceMs: nowMs - HOUR,
      ...(state === 'down' && component === 'service' && { cause: 'connection-refused' }),
      evidence: { probes: 12, calls: 40 },
    }));
  const past = new PastReader({
    history: { intervals: async () => intervals(nowMs), latency: async () => latency(nowMs) } as never,
    incidents: {
      latest: async () => [
        {
          id: '2026-11-20T08-00-00-000Z-service',
          openedAtMs: nowMs - 4 * DAY,
          closedAtMs: nowMs - 4 * DAY + HOUR / 2,
          components: ['service'],
          timeline: [
            { atMs: nowMs - 4 * DAY, component: 'service', state: 'down' },
            { atMs: nowMs - 4 * DAY + 60_000, note: 'CCSS a confirmé' },
            { atMs: nowMs - 4 * DAY + HOUR / 2, component: 'service', state: 'up' },
          ],
        },
      ],
    } as never,
    objective: 0.99,
    objectiveDays: 30,
    now: () => nowMs,
    observedAtMs: () => nowMs,
  });

  beforeAll(async () => {
    server = new StatusServer(
      {
        environment: 'certification',
        now: () => ({ components: components(), observedAtMs: nowMs }),
        past: () => past.read(),
        maintenance: () => [{ component: 'service', fromMs: nowMs + DAY, toMs: nowMs + DAY + HOUR, text: { fr: 'Mise à jour' } }],
        metrics: async () => '# EOF\n',
        objective: 0.99,
        operator: { answer: async () => undefined },
        logger: createLogger({ service: 'test', level: 'error' }),
      },
      0,
    );
    await server.start();
    browser = await chromium.launch({
      executablePath: CHROMIUM.path,
      args: [
        '--no-sandbox',
        '--headless',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  beforeEach(() => {
    complaints = [];
    state = 'up';
  });

  afterEach(async () => {
    await page.context().close();
  });

  async function open(
    options: { colorScheme?: 'dark' | 'light'; width?: number; javaScriptEnabled?: boolean } = {},
  ): Promise<void> {
    const { colorScheme = 'light', width = 1_100, javaScriptEnabled = true } = options;
    // axe is put in as a script, which the page's own policy forbids for good reason.
    const context = await browser.newContext({
      colorScheme,
      javaScriptEnabled,
      viewport: { width, height: 900 },
      bypassCSP: true,
    });
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${server.port}/?lang=fr`);
    if (SCREENSHOTS !== undefined) {
      await page.screenshot({ path: `${SCREENSHOTS}/${state}-${colorScheme}-${width}.png`, fullPage: true });
    }
  }

  async function violations(): Promise<Violation[]> {
    await page.addScriptTag({ content: AXE });
    const found = (await page.evaluate('axe.run()')) as { violations: Violation[] };
    return found.violations;
  }

  it.each(['light', 'dark'] as const)('has nothing for axe to find, in %s, up or down', async (colorScheme) => {
    await open({ colorScheme });
    expect(await violations()).toEqual([]);
    await page.context().close();

    state = 'down';
    await open({ colorScheme });

    expect(await violations()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('fits a telephone of 360 px, in %s', async (colorScheme) => {
    await open({ colorScheme, width: 360 });

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await violations()).toEqual([]);
  });

  it('shows a change by itself, and tells it to a screen reader', async () => {
    await open();
    expect(await page.textContent('.headline')).toBe('mySecu répond');
    const eventsOpen = page.waitForRequest((request) => request.url().endsWith('/events'));
    await page.reload();
    await eventsOpen;

    state = 'down';
    await page.waitForFunction("document.readyState === 'complete'");
    server.changed();
    await page.waitForSelector('.glance.down');

    expect(await page.textContent('#announce')).toBe('Nouvel état: mySecu ne répond pas');
    expect(complaints).toEqual([]);
  });

  it('says everything without JavaScript', async () => {
    await open({ javaScriptEnabled: false });

    const text = await page.innerText('main');
    for (const said of [
      'mySecu répond',
      'Consultations',
      'Service de jetons',
      '99.',
      'CCSS a confirmé',
      'Mise à jour',
      'certification',
    ]) {
      expect(text).toContain(said);
    }
    expect(await page.locator('svg.days rect').count()).toBe(4 * 90);
  });
});
