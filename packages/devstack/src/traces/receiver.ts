import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type OtlpTraces, spansOf } from './otlp.ts';
import type { Span } from './span.ts';

/** Receives spans as OTLP/HTTP in JSON, and keeps the last of them. */
export interface TraceReceiver {
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` is set to. */
  readonly endpoint: string;
  /** All spans kept, in the order they came. */
  spans(): readonly Span[];
  /** The spans of a trace that have come so far. */
  trace(traceId: string): readonly Span[];
  /**
   * Resolves with a trace's spans once `complete` says so; after `timeoutMs` with what has come. Spans come late and from several
   * processes: only the caller knows which make a whole.
   */
  waitFor(traceId: string, complete: (spans: readonly Span[]) => boolean, timeoutMs: number): Promise<readonly Span[]>;
  close(): Promise<void>;
}

const KEPT_SPANS = 100_000;

/** Starts a receiver on a free port of 127.0.0.1. */
export async function startTraceReceiver(): Promise<TraceReceiver> {
  let kept: Span[] = [];
  const arrivals = new EventTarget();
  const server = createServer((request, response) => {
    void received(request).then(
      (spans) => {
        kept = kept.length + spans.length > KEPT_SPANS ? [...kept, ...spans].slice(-KEPT_SPANS / 2) : kept.concat(spans);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
        arrivals.dispatchEvent(new Event('spans'));
      },
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const trace = (traceId: string) => kept.filter((span) => span.traceId === traceId);
  return {
    endpoint: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    spans: () => kept,
    trace,
    waitFor: (traceId, complete, timeoutMs) => untilComplete(arrivals, () => trace(traceId), complete, timeoutMs),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function received(request: IncomingMessage): Promise<Span[]> {
  const body = await buffer(request);
  // Metrics and logs, where somebody sends them here too, are taken and forgotten.
  if (request.url !== '/v1/traces') {
    return [];
  }
  const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  return spansOf(JSON.parse(text.toString('utf8')) as OtlpTraces);
}

async function untilComplete(
  arrivals: EventTarget,
  read: () => readonly Span[],
  complete: (spans: readonly Span[]) => boolean,
  timeoutMs: number,
): Promise<readonly Span[]> {
  const done = Promise.withResolvers<void>();
  const look = () => complete(read()) && done.resolve();
  const timer = setTimeout(done.resolve, timeoutMs);
  arrivals.addEventListener('spans', look);
  look();
  await done.promise;
  arrivals.removeEventListener('spans', look);
  clearTimeout(timer);
  return read();
}
