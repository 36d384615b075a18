import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metricsHandler } from '@officine/telemetry';
import type { Logger } from '../logging/logger.ts';
import type { Component } from '../run/lifecycle.ts';
import type { Health } from './health.ts';

/**
 * Serves `/livez` (depends on nothing: a dependency's outage must not restart us), `/readyz` and `/metrics`.
 * `start` rejects when the port is taken.
 */
export class HealthServer implements Component {
  readonly #health: Health;
  readonly #logger: Logger;
  readonly #requestedPort: number;
  readonly #server: Server;

  constructor(health: Health, logger: Logger, port: number) {
    this.#health = health;
    this.#logger = logger;
    this.#requestedPort = port;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** The port in use, once started. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#requestedPort, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#logger.info({ port: this.port }, 'health is served');
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) {
      return;
    }
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').split('?', 1)[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      json(response, 405, { error: 'only GET is answered' });
    } else if (path === '/livez') {
      json(response, 200, { live: true });
    } else if (path === '/readyz') {
      const readiness = this.#health.readiness();
      json(response, readiness.ready ? 200 : 503, readiness);
    } else if (path === '/metrics') {
      metricsHandler()(request, response);
    } else {
      json(response, 404, { error: 'not found' });
    }
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`);
}
