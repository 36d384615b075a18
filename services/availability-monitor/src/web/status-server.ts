import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from '@officine/contracts';
import type { Component, Logger } from '@officine/service-kit';
import type { Announced } from '../application/ports.ts';
import type { StatusNow } from '../application/status-now.ts';
import type { StatusPast } from '../application/status-past.ts';
import { formatFor, type MetricsFormat } from '../metrics/open-metrics.ts';
import { API_INDEX, pastJson, statusJson } from './api.ts';
import { atomFeed, badge, COLOURS } from './feeds.ts';
import { favicon } from './icons.ts';
import { LiveEvents } from './live-events.ts';
import { LIVE_PATH, LIVE_SCRIPT } from './live-script.ts';
import type { OperatorApi } from './operator-api.ts';
import { statusPage } from './page.ts';
import { STYLE, STYLE_PATH } from './style.ts';
import { type Language, languageOf } from './texts/texts.ts';
import { TEXTS } from './texts/translations.ts';

/** What the server shows. */
export interface StatusSources {
  readonly environment: Environment;
  readonly now: () => StatusNow;
  readonly past: () => Promise<StatusPast | undefined>;
  readonly maintenance: () => readonly Announced[];
  readonly metrics: (format: MetricsFormat) => Promise<string>;
  /** After how long without a word from us an open page says so; 60 s unless a test has no time. */
  readonly lostTouchMs?: number;
  readonly operator: Pick<OperatorApi, 'answer'>;
  readonly logger: Logger;
}

/** Four times what a page hears the server in (see `LiveEvents`). */
const LOST_TOUCH_MS = 60_000;
/** What has its content in its name. */
const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' } as const;
const EVENTS = { 'content-type': 'text/event-stream' } as const;

const SECURITY = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Serves the status page, its feeds and API, and `/metrics`, on a port of its own: it may face the public, the health port never does. */
export class StatusServer implements Component {
  readonly #sources: StatusSources;
  readonly #wantedPort: number;
  readonly #server: Server;
  readonly #live: LiveEvents;

  constructor(sources: StatusSources, port: number) {
    this.#sources = sources;
    this.#wantedPort = port;
    this.#live = new LiveEvents({ now: sources.now, rest: () => JSON.stringify(sources.maintenance()) });
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        sources.logger.error({ error }, 'a page could not be made');
        if (!response.headersSent) reply(response, 500, 'application/json', '{"error":"internal"}\n');
      });
    });
  }

  /** The address in use, once started. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Rejects when the port is taken. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#wantedPort, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#live.start();
    this.#sources.logger.info({ port: this.port }, 'the status page is served');
  }

  async stop(): Promise<void> {
    this.#live.stop();
    if (this.#server.listening) {
      await new Promise<void>((resolve) => {
        this.#server.close(() => resolve());
        this.#server.closeAllConnections();
      });
    }
  }

  /** Something may have changed: open pages are told if it has. */
  look(): void {
    this.#live.look();
  }

  /** Tells open pages to look again. */
  changed(): void {
    this.#live.changed();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.parse(request.url ?? '/', 'http://status.invalid');
    if (url === null) {
      reply(response, 400, 'text/plain', 'not an address\n');
    } else if (url.pathname === '/api/v1' || url.pathname.startsWith('/api/')) {
      await this.#api(request, response, url.pathname);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      reply(response, 405, 'text/plain', 'only GET is answered\n', { allow: 'GET, HEAD' });
    } else {
      await this.#page(request, response, url);
    }
  }

  async #page(request: IncomingMessage, response: ServerResponse, { pathname, searchParams }: URL): Promise<void> {
    const { environment, now, past, maintenance, metrics } = this.#sources;
    const language = languageOf(searchParams.get('lang'), request.headers['accept-language']);
    switch (pathname) {
      case '/': {
        const shown = { language, environment, now: now(), past: await past(), maintenance: maintenance() };
        const page = statusPage({ ...shown, nowMs: Date.now(), lostTouchMs: this.#sources.lostTouchMs ?? LOST_TOUCH_MS });
        return reply(response, 200, 'text/html', page, { 'content-language': language, vary: 'accept-language' });
      }
      case '/events':
        return request.method === 'HEAD' ? void response.writeHead(200, EVENTS).end() : this.#live.add(response);
      case '/metrics': {
        const format = formatFor(request.headers.accept);
        return reply(response, 200, format.contentType, await metrics(format.name), { vary: 'accept' });
      }
      case '/feed.atom': {
        const incidents = (await past())?.incidents;
        if (incidents === undefined) return reply(response, 503, 'text/plain', 'the history is away\n', { 'retry-after': '60' });
        const place = { base: baseOf(request), environment, language };
        return reply(response, 200, 'application/atom+xml', atomFeed(incidents, place, Date.now()));
      }
      case '/badge.svg':
        return this.#badge(response, searchParams.get('component') ?? 'overall', language);
      case '/favicon.svg': {
        const state = now().components[0]?.state ?? 'unknown';
        return reply(response, 200, 'image/svg+xml', favicon(state, COLOURS[state]));
      }
      case STYLE_PATH:
        return reply(response, 200, 'text/css', STYLE, FOR_EVER);
      case LIVE_PATH:
        return reply(response, 200, 'text/javascript', LIVE_SCRIPT, FOR_EVER);
      default:
        return reply(response, 404, 'text/plain', 'not found\n');
    }
  }

  #badge(response: ServerResponse, component: string, language: Language): void {
    const found = this.#sources.now().components.find((one) => one.component === component);
    if (found === undefined) {
      reply(response, 404, 'text/plain', 'there is no such component\n');
      return;
    }
    const name = found.component === 'overall' ? undefined : TEXTS[language].components[found.component].name;
    reply(response, 200, 'image/svg+xml', badge(found.state, language, name));
  }

  async #api(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const { now, maintenance, environment, past, operator } = this.#sources;
    const answer = await operator.answer(request, path);
    if (answer !== undefined) {
      return json(response, answer.status, answer.body);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return json(response, 405, { error: 'only GET is answered' });
    }
    if (path === '/api/v1/status') {
      return json(response, 200, statusJson(now(), maintenance(), environment));
    }
    const write = pastJson(path);
    if (write === undefined) {
      return json(response, path === '/api/v1' ? 200 : 404, path === '/api/v1' ? API_INDEX : { error: 'not found' });
    }
    const known = await past();
    if (known === undefined) {
      return json(response, 503, { error: 'the history is away' });
    }
    const said = write(known);
    return said === undefined ? json(response, 404, { error: 'there is no such incident' }) : json(response, 200, said);
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  reply(response, status, 'application/json', `${JSON.stringify(body)}\n`, { 'access-control-allow-origin': '*' });
}

function reply(response: ServerResponse, status: number, type: string, body: string, headers: Record<string, string> = {}): void {
  const contentType = type.includes('charset') ? type : `${type}; charset=utf-8`;
  response.writeHead(status, { 'cache-control': 'no-store', ...SECURITY, 'content-type': contentType, ...headers }).end(body);
}

/** The address under which the reader came; a proxy in front says how it was called. */
function baseOf(request: IncomingMessage): string {
  const forwarded = request.headers['x-forwarded-proto'];
  const host = /^[\w.:[\]-]{1,255}$/.test(request.headers.host ?? '') ? request.headers.host : 'localhost';
  return `${forwarded === 'https' ? 'https' : 'http'}://${host}`;
}
