// The back end of an invented vendor: a process of its own with telemetry of its own, as a real one would be.
import { type Client, createClient } from '@officine/client';
import { flushTelemetry } from '@officine/telemetry';
import type { VendorMessage, VendorReport } from './vendor-messages.ts';

let client: Client | undefined;

process.on('message', (message: VendorMessage) => {
  void obey(message).catch((error: unknown) =>
    report({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  );
});

async function obey(message: VendorMessage): Promise<void> {
  switch (message.kind) {
    case 'connect': {
      const { vendor, kafkaBrokers } = message;
      client = await createClient({ vendor, kafka: { brokers: kafkaBrokers.split(',') } });
      client.onSettled((settled) => report({ kind: 'settled', settled }));
      report({ kind: 'connected' });
      return;
    }
    case 'ask': {
      const { questions, timeoutMs, atOnce } = message;
      const asking = questions.map(
        ({ ask }, index) =>
          () =>
            askOne(ask, index, timeoutMs),
      );
      if (atOnce) {
        await Promise.all(asking.map((one) => one()));
      } else {
        for (const one of asking) {
          await one();
        }
      }
      report({ kind: 'asked' });
      return;
    }
    case 'end':
      await client?.close();
      await flushTelemetry();
      process.disconnect();
  }
}

async function askOne(ask: Parameters<Client['check']>[0], index: number, timeoutMs: number): Promise<void> {
  if (client === undefined) {
    throw new Error('not connected yet');
  }
  const startedAt = performance.now();
  const result = await client.check(ask, { timeoutMs });
  report({ kind: 'answer', index, result, elapsedMs: performance.now() - startedAt });
}

function report(message: VendorReport): void {
  process.send?.(message);
}
