import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the preload has started. Kept apart from the SDK, so that code under test loads no SDK. */
export interface RunningTelemetry {
  readonly serveMetrics: (request: IncomingMessage, response: ServerResponse) => void;
  readonly shutdown: () => Promise<void>;
}

let running: RunningTelemetry | undefined;

export function telemetryStarted(telemetry: RunningTelemetry): void {
  running = telemetry;
}

/** The handler of `GET /metrics` (Prometheus text format); says so where the preload does not run. */
export function metricsHandler(): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    if (running === undefined) {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('# telemetry is not registered\n');
    } else {
      running.serveMetrics(request, response);
    }
  };
}

/** Sends what is still queued, for at most `timeoutMs`, and stops. Never rejects: telemetry must not change how a process ends. */
export async function flushTelemetry(timeoutMs = 2_000): Promise<void> {
  const stopping = running?.shutdown();
  running = undefined;
  if (stopping === undefined) {
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([stopping.catch(() => undefined), timeout]);
  clearTimeout(timer);
}
