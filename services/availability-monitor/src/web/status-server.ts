import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from '@officine/contracts';
import type { Component, Logger } from '@officine/service-kit';
import type { Announced } from '../application/ports.ts';
import type { StatusNow } from '../application/status-now.ts';
import type { StatusPast } from '../application/status-past.ts';
import { OPEN_METRICS_TYPE } from '../metrics/open-metrics.ts';
import { historyJson, incidentsJson, sloJson, statusJson } from './api.ts';
import { atomFeed, badge } from './feeds.ts';
import { LiveEvents } from './live-events.ts';
import type { OperatorApi } from './operator-api.ts';
import { statusPage } from './page.ts';
import { LIVE_SCRIPT, STYLE } from './style.ts';
import { languageOf } from './texts.ts';

/** What the server shows. */
export interface StatusSources {
  readonly environment: Environment;
  readonly now: () => StatusNow;
  readonly past: () => Promise<StatusPast | undefined>;
  readonly maintenance: () => readonly Announced[];
  readonly metrics: () => Promise<string>;
  readonly objective: number;
  readonly operator: Pick<OperatorApi, 'answer'>;
  readonly logger: Logger;
}

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
  readonly #live = new LiveEvents();

  constructor(sources: StatusSources, port: number) {
    this.#sources = sources;
    this.#wantedPort = port;
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

  /** Tells open pages to look again. */
  changed(): void {
    this.#live.changed();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://status.invalid');
    if (url.pathname.startsWith('/api/')) {
      await this.#api(request, response, url.pathname);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      reply(response, 405, 'text/plain', 'only GET is answered\n');
    } else {
      await this.#page(request, response, url);
    }
  }

  async #page(request: IncomingMessage, response: ServerResponse, { pathname, searchParams }: URL): Promise<void> {
    const { environment, now, past, maintenance, metrics } = this.#sources;
    const language = languageOf(searchParams.get('lang'), request.headers['accept-language']);
    switch (pathname) {
      case '/': {
        const content = { language, environment, now: now(), past: await past(), maintenance: maintenance(), nowMs: Date.now() };
        return reply(response, 200, 'text/html', statusPage(content), { 'content-language': language, vary: 'accept-language' });
      }
      case '/events':
        return this.#live.add(response);
      case '/metrics':
        return reply(response, 200, OPEN_METRICS_TYPE, await metrics());
      case '/feed.atom': {
        const incidents = (await past())?.incidents;
        if (incidents === undefined) return reply(response, 503, 'text/plain', 'the history is away\n', { 'retry-after': '60' });
        return reply(response, 200, 'application/atom+xml', atomFeed(incidents, baseOf(request), language, Date.now()));
      }
      case '/badge.svg':
        return reply(response, 200, 'image/svg+xml', badge(now().components[0]?.state ?? 'unknown', language));
      case '/style.css':
        return reply(response, 200, 'text/css', STYLE, { 'cache-control': 'max-age=3600' });
      case '/live.js':
        return reply(response, 200, 'text/javascript', LIVE_SCRIPT, { 'cache-control': 'max-age=3600' });
      default:
        return reply(response, 404, 'text/plain', 'not found\n');
    }
  }

  async #api(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const { now, maintenance, environment, past, objective, operator } = this.#sources;
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
    const write = {
      '/api/v1/slo': (known: StatusPast) => sloJson(known, objective),
      '/api/v1/history': historyJson,
      '/api/v1/incidents': incidentsJson,
    }[path];
    if (write === undefined) {
      return json(response, 404, { error: 'not found' });
    }
    const known = await past();
    return known === undefined ? json(response, 503, { error: 'the history is away' }) : json(response, 200, write(known));
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
