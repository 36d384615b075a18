import { fileURLToPath } from 'node:url';
import { untilReady } from '../infrastructure/processes.ts';
import { startNode } from '../stack/node-process.ts';
import type { VendorMessage, VendorReport } from './vendor-messages.ts';

/** How to run the vendor's process, and who hears of its answers. */
export interface VendorRun {
  readonly message: VendorMessage;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly onReport: (report: VendorReport) => void;
}

/** Asks all questions from a process of its own. Thrown when that process fails: ProcessFailed. */
export async function askAsVendor({ message, env, logFile, onReport }: VendorRun): Promise<void> {
  const done = Promise.withResolvers<void>();
  const child = startNode({
    name: "the vendor's back end",
    script: fileURLToPath(new URL('./vendor-process.ts', import.meta.url)),
    telemetry: true,
    env: { ...env, OTEL_SERVICE_NAME: `${message.vendor}-back-end` },
    logFile,
    onMessage: (report) => {
      const told = report as VendorReport;
      onReport(told);
      if (told.kind === 'done') {
        done.resolve();
      }
      if (told.kind === 'failed') {
        done.reject(new Error(told.reason));
      }
    },
  });
  child.send(message);
  try {
    await untilReady(child, () => done.promise);
  } finally {
    await child.stop(5_000);
  }
}
