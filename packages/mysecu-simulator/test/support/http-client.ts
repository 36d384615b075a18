import { Agent, request } from 'node:https';
import type { TestPharmacy } from './identities.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** A connection pool with one pharmacy's certificate. */
export function agentOf(pharmacy: Pick<TestPharmacy, 'key' | 'certificate'>, ca: string): Agent {
  return new Agent({ key: pharmacy.key, cert: pharmacy.certificate, ca, keepAlive: true });
}

/** Sends a SOAP message. Rejects as Node does when the connection fails or the answer breaks off. */
export function post(agent: Agent, url: string, body: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  return send(agent, url, 'POST', { 'content-type': 'text/xml;charset=UTF-8', soapaction: '""', ...headers }, body);
}

export function send(agent: Agent, url: string, method: string, headers: Record<string, string>, body = ''): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
      );
      answer.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends a SOAP message and reads the answer until so many bytes came; then breaks off. Resolves with how many came, also when it ended before. */
export function readAtMost(agent: Agent, url: string, body: string, limit: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method: 'POST', headers: { 'content-type': 'text/xml' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes >= limit) answer.destroy();
      });
      answer.on('close', () => resolve(bytes));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
