import { fileURLToPath } from 'node:url';
import type { CheckResult, Settled } from '@officine/client';
import { type OwnedProcess, untilReady } from '../infrastructure/processes.ts';
import { startNode } from '../stack/node-process.ts';
import type { DemoQuestion } from './questions.ts';
import type { VendorIdentity, VendorMessage, VendorReport } from './vendor-messages.ts';

/** How to run the vendor's process. */
export interface VendorRun extends VendorIdentity {
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** How questions are asked. */
export interface Asking {
  readonly timeoutMs: number;
  /** All at once instead of one after the other. */
  readonly atOnce?: boolean;
  readonly onAnswer?: (question: DemoQuestion, result: CheckResult, elapsedMs: number) => void;
}

/** An invented vendor's back end, in a process of its own. */
export class DemoVendor {
  readonly #child: OwnedProcess;
  readonly #settled: Settled[] = [];
  #heard: (report: VendorReport) => void = () => undefined;
  #onSettled: () => void = () => undefined;

  private constructor({ vendor, env, logFile }: VendorRun) {
    this.#child = startNode({
      name: "the vendor's back end",
      script: fileURLToPath(new URL('./vendor-process.ts', import.meta.url)),
      telemetry: true,
      env: { ...env, OTEL_SERVICE_NAME: `${vendor}-back-end` },
      logFile,
      onMessage: (message) => this.#hear(message as VendorReport),
    });
  }

  /** Starts it and waits until it can ask. Thrown when it fails: ProcessFailed. */
  static async start(run: VendorRun): Promise<DemoVendor> {
    const vendor = new DemoVendor(run);
    const { vendor: id, kafkaBrokers } = run;
    try {
      await vendor.#tell({ kind: 'connect', vendor: id, kafkaBrokers }, 'connected');
      return vendor;
    } catch (error) {
      await vendor.end();
      throw error;
    }
  }

  /** Asks all questions and resolves with their results, in the order of the questions. */
  async ask(questions: readonly DemoQuestion[], { timeoutMs, atOnce = false, onAnswer }: Asking): Promise<CheckResult[]> {
    const results: CheckResult[] = [];
    await this.#tell({ kind: 'ask', questions, timeoutMs, atOnce }, 'asked', (report) => {
      const question = report.kind === 'answer' ? questions[report.index] : undefined;
      if (report.kind === 'answer' && question !== undefined) {
        results[report.index] = report.result;
        onAnswer?.(question, report.result, report.elapsedMs);
      }
    });
    return results;
  }

  /** What was told later about these requests, once that is something about each or the time is over. */
  async settledOf(requestIds: readonly string[], timeoutMs: number): Promise<readonly Settled[]> {
    const found = () => this.#settled.filter(({ requestId }) => requestIds.includes(requestId));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onSettled = () => {
      if (new Set(found().map(({ requestId }) => requestId)).size >= requestIds.length) {
        resolve();
      }
    };
    const timer = setTimeout(resolve, timeoutMs);
    this.#onSettled();
    await promise;
    clearTimeout(timer);
    return found();
  }

  async end(): Promise<void> {
    if (this.#child.running()) {
      this.#child.send({ kind: 'end' } satisfies VendorMessage);
    }
    await this.#child.stop(5_000);
  }

  /** Tells it something and waits until it has done so. */
  async #tell(message: VendorMessage, done: VendorReport['kind'], onReport?: (report: VendorReport) => void): Promise<void> {
    const obeyed = Promise.withResolvers<void>();
    this.#heard = (report) => {
      onReport?.(report);
      if (report.kind === done) {
        obeyed.resolve();
      }
      if (report.kind === 'failed') {
        obeyed.reject(new Error(report.reason));
      }
    };
    this.#child.send(message);
    await untilReady(this.#child, () => obeyed.promise);
  }

  #hear(report: VendorReport): void {
    if (report.kind === 'settled') {
      this.#settled.push(report.settled);
      this.#onSettled();
    } else {
      this.#heard(report);
    }
  }
}
