import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { readBody } from '../server/read-body.ts';

/** What a route answers: a JSON value, or undefined for 204. */
export type Route = (body: unknown, query: URLSearchParams) => unknown;

/** Routes by `METHOD /path`. */
export type Routes = Readonly<Record<string, Route>>;

/** The running control port. */
export interface ControlServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves JSON routes on 127.0.0.1 alone: whoever reaches this port decides what the platform says. */
export async function startControl(port: number, routes: Routes): Promise<ControlServer> {
  const server = createServer((request, response) => {
    respond(request, response, routes).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, routes: Routes): Promise<void> {
  const send = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
  };
  const url = new URL(request.url ?? '/', 'http://control.invalid');
  const route = routes[`${request.method} ${url.pathname}`];
  if (route === undefined) return send(404, { error: 'no such route', routes: Object.keys(routes) });
  try {
    const bytes = await readBody(request);
    const value = await route(bytes?.length ? JSON.parse(bytes.toString('utf8')) : undefined, url.searchParams);
    if (value === undefined) response.writeHead(204).end();
    else send(200, value);
  } catch (error) {
    if (error instanceof z.ZodError) send(400, { error: z.prettifyError(error) });
    else if (error instanceof SyntaxError) send(400, { error: 'the body is not JSON' });
    else throw error;
  }
}
