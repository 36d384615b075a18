import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Component, Logger } from '@officine/service-kit';
import type { Authenticator } from './bearer-tokens.ts';
import { BodyRefused, readBody } from './read-body.ts';
import { AccessDenied } from './reader.ts';
import { type Answer, admit, type Route } from './routes.ts';

const REQUEST_TIMEOUT_MS = 30_000;

/** Serves the audit to its readers. Who bears a token is asked before anything else, even before whether the path exists. */
export class ApiServer implements Component {
  readonly #server: Server;
  readonly #tokens: Authenticator;
  readonly #routes: readonly Route[];
  readonly #logger: Logger;
  readonly #requestedPort: number;

  constructor(parts: { tokens: Authenticator; routes: readonly Route[]; logger: Logger; port: number }) {
    this.#tokens = parts.tokens;
    this.#routes = parts.routes;
    this.#logger = parts.logger;
    this.#requestedPort = parts.port;
    this.#server = createServer(
      { requestTimeout: REQUEST_TIMEOUT_MS },
      (request, response) => void this.#serve(request, response),
    );
  }

  /** The port in use, once started. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Rejects when the port is taken. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#requestedPort, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    if (this.#server.listening) {
      await new Promise<void>((resolve) => {
        this.#server.close(() => resolve());
        this.#server.closeIdleConnections();
      });
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      write(response, await this.#answer(request));
    } catch (error) {
      this.#refuse(response, error);
    }
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const reader = await this.#tokens.authenticate(request.headers.authorization);
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    for (const route of this.#routes) {
      const match = route.path.exec(path);
      if (match !== null && route.method === request.method) {
        admit(route, reader);
        const body = route.method === 'POST' ? await readBody(request) : undefined;
        return route.answer({ reader, parameter: decoded(match[1] ?? ''), body });
      }
    }
    return { status: 404, body: { error: 'not found' } };
  }

  #refuse(response: ServerResponse, error: unknown): void {
    if (error instanceof AccessDenied) {
      const challenge = error.status === 401 ? { 'www-authenticate': 'Bearer realm="officine-audit"' } : {};
      write(response, { status: error.status, body: { error: error.code } }, challenge);
    } else if (error instanceof BodyRefused) {
      write(response, { status: 400, body: { error: error.message } });
    } else {
      // What cannot be recorded is not read: Kafka away is a refusal, too.
      this.#logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'a reading failed');
      write(response, { status: 503, body: { error: 'cannot be read now' } });
    }
  }
}

function write(
  response: ServerResponse,
  { status, body, contentType = 'application/json' }: Omit<Answer, 'status'> & { readonly status: number },
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store', ...headers })
    .end(`${JSON.stringify(body)}\n`);
}

function decoded(parameter: string): string {
  try {
    return decodeURIComponent(parameter);
  } catch {
    return '';
  }
}
