import { setTimeout as pause } from 'node:timers/promises';
import { faultAnswer } from '../answers/fault-answer.ts';
import { STEPS } from '../step.ts';
import { XML_TYPE } from '../wire/content-type.ts';
import { newCorrelationId } from '../wire/correlation-id.ts';
import type { FaultKind, Outgoing } from './fault-kind.ts';

const OVERSIZE_BYTES = 10 * 1024 * 1024;
const SLOW_CHUNK_BYTES = 64;
const DEFAULT_PACE_MS = 100;

/** Faults of the transport: the answer is made as always, and then leaves wrongly or not at all. */
export const deliveries = {
  'refuse-connection': {
    says: 'nothing listens on the port of the step; takes neither match nor count',
    steps: STEPS,
  },
  'tls-unknown-authority': {
    says: 'a TLS certificate that no known authority signed; takes neither match nor count',
    steps: STEPS,
  },
  'tls-wrong-host': {
    says: 'a TLS certificate of another host; takes neither match nor count',
    steps: STEPS,
  },
  'tls-expired': {
    says: 'a TLS certificate whose time is over; takes neither match nor count',
    steps: STEPS,
  },
  reset: {
    says: 'the TCP connection is reset instead of an answer',
    steps: STEPS,
    deliver: ({ connection }) => void connection.resetAndDestroy(),
  },
  silence: {
    says: 'the request is taken and never answered; the connection stays open',
    steps: STEPS,
    deliver: () => undefined,
  },
  'slow-body': {
    says: `${SLOW_CHUNK_BYTES} bytes of the answer every delayMs (default ${DEFAULT_PACE_MS})`,
    steps: STEPS,
    deliver: (outgoing) => trickle(outgoing, chunksOf(outgoing.text)),
  },
  'half-body': {
    says: 'the connection is closed in the middle of the announced length',
    steps: STEPS,
    async deliver({ response, status, text }) {
      const bytes = Buffer.from(text);
      response.writeHead(status, { 'content-type': XML_TYPE, 'content-length': bytes.length });
      await new Promise<void>((resolve) => response.write(bytes.subarray(0, bytes.length / 2), () => resolve()));
      response.destroy();
    },
  },
  'never-ending-body': {
    says: 'white space without end before the answer, every delayMs',
    steps: STEPS,
    deliver: (outgoing) => trickle(outgoing, whiteSpace()),
  },
  oversized: {
    says: 'a genuine answer followed by 10 MiB of white space',
    steps: STEPS,
    deliver: ({ response, status, text }) => {
      response.writeHead(status, { 'content-type': XML_TYPE }).end(text + ' '.repeat(OVERSIZE_BYTES));
    },
  },
  'html-page': {
    says: 'a web page with HTTP 200, as of a proxy or a maintenance page',
    steps: STEPS,
    deliver: ({ response }) => {
      response
        .writeHead(200, { 'content-type': 'text/html;charset=UTF-8' })
        .end('<!DOCTYPE html><html lang="fr"><title>Maintenance</title><p>Service momentanément indisponible</html>');
    },
  },
  'http-500-fault': {
    says: 'HTTP 500 with a soap:Server fault',
    steps: STEPS,
    deliver: ({ response }) => {
      const fault = faultAnswer('soap:Server', 'Internal error', newCorrelationId());
      response.writeHead(500, { 'content-type': XML_TYPE }).end(fault);
    },
  },
  'http-503': {
    says: 'HTTP 503 with Retry-After and no XML',
    steps: STEPS,
    deliver: ({ response }) => {
      response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '30' }).end('Service Unavailable');
    },
  },
  'empty-body': {
    says: 'HTTP 200 without a single byte',
    steps: STEPS,
    deliver: ({ response }) => {
      response.writeHead(200, { 'content-type': XML_TYPE, 'content-length': 0 }).end();
    },
  },
  latency: {
    says: 'a genuine answer, later by delayMs; adds to other faults',
    steps: STEPS,
  },
} satisfies Record<string, FaultKind>;

function* chunksOf(text: string): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += SLOW_CHUNK_BYTES) yield bytes.subarray(at, at + SLOW_CHUNK_BYTES);
}

function* whiteSpace(): Generator<string> {
  while (true) yield ' '.repeat(SLOW_CHUNK_BYTES);
}

async function trickle({ response, status, delayMs }: Outgoing, chunks: Iterable<Buffer | string>): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(status, { 'content-type': XML_TYPE });
  try {
    for (const chunk of chunks) {
      response.write(chunk);
      await pause(delayMs ?? DEFAULT_PACE_MS, undefined, { signal: gone.signal });
    }
    response.end();
  } catch {
    // The client has gone: nobody is left to be slow for.
  }
}
