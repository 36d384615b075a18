import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

/** A process as the image starts it: it serves, calls itself within a span, prints what was asked for, and ends. */
const PROGRAM = `
  import { createServer, get } from 'node:http';
  import { once } from 'node:events';
  import { text } from 'node:stream/consumers';
  const { withSpan, flushTelemetry, metricsHandler, activeTraceId } = await import('@officine/telemetry');
  const server = createServer((request, response) => request.url === '/metrics' ? metricsHandler()(request, response) : response.end('ok')).listen(0);
  await once(server, 'listening');
  const fetched = async (path) => text((await once(get({ port: server.address().port, path, agent: false }), 'response'))[0]);
  await withSpan('check', { attributes: { 'officine.pharmacy': 'ph-0001', matricule: '1893120105732' } }, async () => {
    await fetched('/status?matricule=1893120105732');
    console.log(JSON.stringify({ traceId: activeTraceId() }));
  });
  console.log((await fetched('/metrics')).includes('target_info'));
  server.close();
  const begun = performance.now();
  await flushTelemetry();
  console.log(performance.now() - begun);
  process.exit(0);
`;

async function run(env: Record<string, string>) {
  const options = [
    '--conditions=@officine/source',
    '--no-warnings',
    '--import',
    '@officine/telemetry/register',
    '--input-type=module',
    '--eval',
    PROGRAM,
  ];
  const child = spawn(process.execPath, options, {
    cwd: new URL('..', import.meta.url),
    env: { PATH: process.env['PATH'], OTEL_SERVICE_NAME: 'test', MYSECU_ENVIRONMENT: 'custom', ...env },
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const [first = '{}', second, third] = stdout.trim().split('\n');
  const { traceId } = JSON.parse(first) as { traceId?: string };
  return { code, stderr, traceId, servesMetrics: second === 'true', flushMs: Number(third) };
}

async function aCollector() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0);
  await once(server, 'listening');
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

describe('the preload', { timeout: 30_000 }, () => {
  it('sends our spans and those of HTTP, as OTLP JSON, without a query or a person', async () => {
    const collector = await aCollector();

    const { code, traceId } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
    collector.close();

    const sent = collector.bodies.join('\n');
    const spans = collector.bodies.flatMap((body) => spansIn(body));
    expect(code).toBe(0);
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    expect(spans.map(({ name }) => name).sort()).toEqual(['GET', 'GET', 'check']);
    expect(sent).toContain('"deployment.environment.name","value":{"stringValue":"custom"}');
    expect(sent).not.toContain('1893120105732');
    expect(sent).not.toContain('/status');
  });

  it('without an endpoint makes trace ids, sends nothing and says nothing', async () => {
    const { code, stderr, traceId, servesMetrics } = await run({});

    expect({ code, stderr, servesMetrics }).toEqual({ code: 0, stderr: '', servesMetrics: true });
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('does not hold a process up, nor speak, when the collector is away', async () => {
    const { code, stderr, flushMs } = await run({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // Of the process's own time, not of how long a busy machine takes to start it.
    expect(flushMs).toBeLessThan(8_000);
  });
});

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
}

function spansIn(body: string): SentSpan[] {
  const request = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] };
  return request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}
