import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AvailabilityState } from '@officine/contracts';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ShownStatus } from '../support/shown-status.ts';
import { CHROMIUM } from '../support/tools.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCREENSHOTS = process.env['SCREENSHOTS'];
const LOST_TOUCH_MS = 4_000;
const ARGS = [
  ...['--no-sandbox', '--headless', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(!CHROMIUM.isPresent)(`the status page, in Chromium${CHROMIUM.why}`, () => {
  let browser: Browser;
  let page: Page;
  let shown: ShownStatus;
  let complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM.path, args: ARGS });
  });

  afterAll(async () => {
    await browser.close();
  });

  beforeEach(async () => {
    complaints = [];
    shown = new ShownStatus(LOST_TOUCH_MS);
    await shown.server.start();
  });

  afterEach(async () => {
    await page.context().close();
    await shown.server.stop();
  });

  async function open(
    options: { colorScheme?: 'dark' | 'light'; width?: number; javaScriptEnabled?: boolean; language?: string } = {},
  ): Promise<void> {
    const { colorScheme = 'light', width = 1_100, javaScriptEnabled = true, language = 'fr' } = options;
    // axe is put in as a script, which the page's own policy forbids for good reason.
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ colorScheme, javaScriptEnabled, viewport, bypassCSP: true });
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${shown.address}/?lang=${language}`);
    if (SCREENSHOTS !== undefined) {
      const name = [shown.state, language, colorScheme, width, javaScriptEnabled ? 'js' : 'nojs'].join('-');
      await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
    }
  }

  async function violations(): Promise<Violation[]> {
    await page.addScriptTag({ content: AXE });
    return ((await page.evaluate('axe.run()')) as { violations: Violation[] }).violations;
  }

  /** With a connection for events: from then on the page hears of changes. */
  async function openLive(): Promise<void> {
    await open();
    const eventsOpen = page.waitForResponse((response) => response.url().endsWith('/events'));
    await page.reload();
    await eventsOpen;
    await page.waitForFunction("document.readyState === 'complete'");
  }

  const STATES: readonly AvailabilityState[] = ['up', 'degraded', 'down', 'maintenance', 'unknown'];

  it.each(STATES)('has nothing for axe to find and no error in its console while mySecu is %s', async (state) => {
    shown.state = state;
    shown.cause = {
      up: undefined,
      degraded: 'probes-fail-traffic-answers',
      down: 'connection-refused',
      unknown: 'monitor-blind',
      maintenance: undefined,
    }[state];
    if (state === 'maintenance')
      shown.maintenance = [{ component: 'service', fromMs: shown.nowMs - 60_000, toMs: shown.nowMs + 3_600_000 }];

    for (const [colorScheme, language] of [
      ['light', 'fr'],
      ['dark', 'de'],
    ] as const) {
      await open({ colorScheme, language });
      expect(await violations()).toEqual([]);
      if (colorScheme === 'light') await page.context().close();
    }

    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('fits a telephone of 360 px, in %s', async (colorScheme) => {
    shown.state = 'down';
    shown.cause = 'connection-refused';
    await open({ colorScheme, width: 360, language: 'de' });
    await page.locator('details').first().evaluate('(details) => { details.open = true; }');

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await violations()).toEqual([]);
  });

  it('shows a change by itself, and tells it to a screen reader', async () => {
    await openLive();
    expect(await page.textContent('.headline')).toBe('mySecu répond');

    shown.state = 'down';
    await page.waitForSelector('.glance.down');

    expect(await page.textContent('#announce')).toBe('Nouvel état: mySecu ne répond pas');
    expect(await page.title()).toContain('mySecu ne répond pas');
    expect(complaints).toEqual([]);
  });

  it('keeps what a reader had unfolded and where the keyboard was, through a change', async () => {
    await openLive();
    const summary = page.locator('#d-service summary');
    await summary.click();
    await summary.focus();

    shown.state = 'degraded';
    await page.waitForSelector('.glance.degraded');

    expect(await page.locator('#d-service').getAttribute('open')).not.toBeNull();
    expect(await page.evaluate("document.activeElement.closest('details')?.id")).toBe('d-service');
  });

  it('says that it knows nothing any more when the server is silent: an old page must not look like a current one', async () => {
    await openLive();

    await shown.server.stop();
    await page.waitForSelector('#lost:not([hidden])');

    expect(await page.textContent('.headline')).toBe('Nous ne savons pas si mySecu répond');
    expect(await page.textContent('#lost')).toContain('Ce qui est affiché date de');
  });

  it('says everything without JavaScript', async () => {
    await open({ javaScriptEnabled: false });

    const text = await page.innerText('body');
    for (const said of [
      'mySecu répond',
      'Consultations',
      'Service de jetons',
      'Identification eSanté',
      'Réseau',
      'certification',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).toMatch(/99,\d{3}\s%/);
    expect(text).toContain('Mise à jour');
    expect(await page.locator('svg.days rect').count()).toBe(4 * 90);
    expect(await page.locator('svg.spark path:not(.dot)').count()).toBe(5);
    await page.locator('.incident summary').click();
    expect(await page.innerText('.incident')).toContain('CCSS a confirmé <une panne>');
    expect(await page.locator('noscript meta[http-equiv=refresh]').count()).toBe(1);
  });

  it('has a structure that can be heard: one main heading, no level left out, landmarks, and a name for every picture', async () => {
    shown.state = 'down';
    await open({ language: 'en' });

    const tree = await page.locator('body').ariaSnapshot();
    for (const heard of [
      'banner',
      'navigation "Langue, Sprache, language"',
      'main',
      'contentinfo',
      'heading "Availability of mySecu" [level=1]',
      'heading "mySecu does not answer" [level=2]',
      'heading "Consultations" [level=3]',
      'status',
    ]) {
      expect(tree).toContain(heard);
    }
    expect(tree).toMatch(/img "Consultations, last 90 days: 99\.\d{3}%, \d+ disturbed days"/);
    expect(tree).toMatch(/img "Consultations, Response time, 24 hours\. Requests: median \d+ ms/);
    const levels = (await page.evaluate(
      "[...document.querySelectorAll('h1,h2,h3,h4')].map((heading) => Number(heading.tagName[1]))",
    )) as number[];
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
  });

  it('can be used with the keyboard alone', async () => {
    await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Aller au contenu');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    expect(await page.locator('details[open]').count()).toBeGreaterThan(0);
  });

  it('shows the present while MongoDB is away, and says that the past cannot be read', async () => {
    shown.hasHistory = false;
    await open({ language: 'en' });

    expect(await page.innerText('main')).toContain('mySecu answers');
    expect(await page.innerText('main')).toContain('The history cannot be read at the moment');
    expect(await violations()).toEqual([]);
  });
});
