import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Credential } from '@officine/mysecu';
import type { Probe } from '../../application/ports.ts';
import type { StepCheck } from '../../domain/step-check.ts';
import { observed } from './connection-probes.ts';
import { DialFailed, dial } from './dial.ts';

/** What an HTTP probe asks for. */
export interface HttpQuestion {
  readonly check: StepCheck;
  readonly url: URL;
  readonly ca: string;
  readonly proxyUrl?: URL | undefined;
  /** The certificate that we show, where there is one. */
  readonly credential: () => Promise<Credential | undefined>;
  /** Whether an answer proves that the step works. */
  readonly accepts: (status: number, body: string) => boolean;
}

const MAX_BYTES = 262_144;

/** Asks by GET over verified TLS. */
export function httpProbe(question: HttpQuestion): Probe {
  return {
    check: question.check,
    look: (signal) =>
      observed(question.check, signal, async () => {
        const { status, body } = await get(question, signal);
        if (!question.accepts(status, body)) {
          throw new DialFailed(status >= 500 ? 'http-5xx' : 'unexpected-answer');
        }
        return undefined;
      }),
  };
}

async function get(
  { url, ca, proxyUrl, credential }: HttpQuestion,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  const shown = await credential();
  const port = Number(url.port || 443);
  const plain = await dial({ host: url.hostname, port, proxyUrl }, signal);
  const socket = connectTls({
    socket: plain,
    ca,
    minVersion: 'TLSv1.2',
    ...(isIP(url.hostname) === 0 ? { servername: url.hostname } : { host: url.hostname }),
    ...(shown && { cert: shown.certificate.toString(), key: shown.privateKey.export({ type: 'pkcs8', format: 'pem' }) }),
  });
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      socket.once('error', reject);
      request(url, { createConnection: () => socket, signal, headers: { connection: 'close' } })
        .once('response', resolve)
        .once('error', (error) => reject(signal.aborted ? signal.reason : error))
        .end();
    });
    return { status: response.statusCode ?? 0, body: await textOf(response) };
  } finally {
    socket.destroy();
    plain.destroy();
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BYTES) {
      throw new DialFailed('oversized');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
