// The back end of an invented vendor: a process of its own with telemetry of its own, as a real one would be.
import { createClient } from '@officine/client';
import { flushTelemetry } from '@officine/telemetry';
import type { VendorMessage, VendorReport } from './vendor-messages.ts';

process.on('message', (message: VendorMessage) => {
  void askAll(message)
    .then(
      () => report({ kind: 'done' }),
      (error: unknown) => report({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    )
    .finally(() => process.disconnect());
});

async function askAll({ vendor, kafkaBrokers, questions, timeoutMs }: VendorMessage): Promise<void> {
  const client = await createClient({ vendor, kafka: { brokers: kafkaBrokers.split(',') } });
  client.onSettled(({ requestId, outcome }) => report({ kind: 'settled', requestId, outcome }));
  try {
    for (const [index, { ask }] of questions.entries()) {
      const startedAt = performance.now();
      const result = await client.check(ask, { timeoutMs });
      report({ kind: 'answer', index, result, elapsedMs: performance.now() - startedAt });
    }
  } finally {
    await client.close();
    await flushTelemetry();
  }
}

function report(message: VendorReport): void {
  process.send?.(message);
}
