import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { WSDL } from '../answers/wsdl.ts';
import { XML_TYPE } from '../wire/content-type.ts';
import type { Asked } from './exchange.ts';
import type { Handle } from './listener.ts';
import { stepOf } from './paths.ts';
import { readBody } from './read-body.ts';

/** The HTTP side of the platform: which path, which method, which content; everything else is the exchange's. */
export function createWeb(exchange: (asked: Asked) => Promise<void>): Handle {
  return (request, response, connection) => {
    serve(exchange, request, response, connection).catch(() => response.destroy());
  };
}

async function serve(
  exchange: (asked: Asked) => Promise<void>,
  request: IncomingMessage,
  response: ServerResponse,
  connection: Socket,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://simulator.invalid');
  const step = stepOf(url.pathname);
  const decline = (status: number, text: string): void => {
    response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
  };
  if (step === undefined) return decline(404, 'Not Found');
  if (request.method === 'GET' && step === 'get' && url.searchParams.has('wsdl')) {
    response.writeHead(200, { 'content-type': XML_TYPE }).end(WSDL);
    return;
  }
  if (request.method !== 'POST') return decline(405, 'Method Not Allowed');
  if (!/^text\/xml\b/i.test(request.headers['content-type'] ?? '')) return decline(415, 'Unsupported Media Type');
  const body = await readBody(request);
  if (body === undefined) return decline(413, 'Content Too Large');
  await exchange({ path: step, body, request, response, connection });
}
