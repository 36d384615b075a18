import { Agent, request } from 'node:https';
import type { IHttpClient } from 'soap';

type Answered = (error: unknown, response?: object, body?: string) => void;

/** npm `soap`'s way over mutually authenticated TLS, with connections kept alive: its own HTTP client has none of that by default. */
export function createHttpsClient(tls: { readonly key: string; readonly cert: string; readonly ca: string }): IHttpClient {
  const agent = new Agent({ ...tls, keepAlive: true, maxSockets: 16, maxFreeSockets: 16 });
  const client = {
    request(url: string, envelope: string, answered: Answered, headers: Record<string, string> = {}) {
      const sent = request(url, {
        method: 'POST',
        agent,
        headers: { ...headers, 'Content-Length': Buffer.byteLength(envelope) },
      });
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => answered(error));
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          answered(null, { status: response.statusCode, headers: response.headers, data: body }, body);
        });
      });
      sent.on('error', (error) => answered(error));
      sent.end(envelope);
    },
  };
  return client as unknown as IHttpClient;
}
