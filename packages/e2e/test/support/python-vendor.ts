import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Progress, pythonWith, silentProgress } from '@officine/devstack';

/** A record for the program to publish; see `outside/vendor.py`. */
export interface OutsideRecord {
  readonly mode: 'binary' | 'structured' | 'structured-v1' | 'raw';
  readonly key: string;
  readonly id?: string;
  readonly data?: object;
  readonly value?: string | null;
  readonly partition?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the program tells. */
export type Told =
  | { readonly kind: 'written'; readonly id: string | null; readonly partition: number; readonly offset: number }
  | { readonly kind: 'failed'; readonly id?: string | null; readonly reason: string }
  | {
      readonly kind: 'read';
      readonly topic: string;
      readonly partition: number;
      readonly key: string | null;
      readonly headers: Readonly<Record<string, string>>;
      readonly data: ResultData;
    };

type Read = Extract<Told, { kind: 'read' }>;

interface ResultData {
  readonly [field: string]: unknown;
  readonly pharmacy?: string;
  readonly verdict?: Record<string, unknown>;
  readonly cause?: { readonly code: string };
}

const PROGRAM = fileURLToPath(new URL('../../outside/vendor.py', import.meta.url));

/** A vendor's back end in Python, on librdkafka and the CloudEvents project's own library: nothing of it is Officine's. */
export class PythonVendor {
  readonly #child: ChildProcess;
  readonly #told: Told[] = [];
  readonly #watchers = new Set<() => void>();
  #complaint = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout) {
      createInterface(child.stdout).on('line', (line) => {
        this.#told.push(JSON.parse(line) as Told);
        for (const watcher of this.#watchers) watcher();
      });
    }
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaint += chunk.toString();
    });
    child.on('exit', () => {
      for (const watcher of this.#watchers) watcher();
    });
  }

  static async start(brokers: string, vendor: string, progress: Progress = silentProgress): Promise<PythonVendor> {
    const python = await pythonWith(
      {
        folder: 'outside-vendor-2.16.1-2.2.0',
        title: "an outside vendor's libraries (confluent-kafka, cloudevents)",
        requirements: ['confluent-kafka==2.16.1', 'cloudevents==2.2.0'],
      },
      progress,
    );
    return new PythonVendor(spawn(python, [PROGRAM, brokers, vendor], { stdio: ['pipe', 'pipe', 'pipe'] }));
  }

  publish(...records: readonly OutsideRecord[]): void {
    this.#child.stdin?.write(`${JSON.stringify(records)}\n`);
  }

  /** Where a record was written. */
  async position(id: string): Promise<{ readonly partition: number; readonly offset: number }> {
    return await this.#first((told) => (told.kind === 'written' && told.id === id ? told : undefined));
  }

  /** The first result of a request, whatever it says. */
  async result(subject: string): Promise<Read> {
    return await this.#first((told) =>
      told.kind === 'read' && told.topic.endsWith('.results.v1') && told.headers['ce_subject'] === subject ? told : undefined,
    );
  }

  /** The first record of the notices topic. */
  async notice(): Promise<Read> {
    return await this.#first((told) => (told.kind === 'read' && told.topic.endsWith('.notices.v1') ? told : undefined));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }

  async #first<T>(wanted: (told: Told) => T | undefined): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const look = (): void => {
      const found = this.#told.map(wanted).find((each) => each !== undefined);
      const failed = this.#told.find((told) => told.kind === 'failed');
      if (found !== undefined) resolve(found);
      else if (failed !== undefined) reject(new Error(`the Python program met ${failed.reason}`));
      else if (this.#child.exitCode !== null) reject(new Error(`the Python program has ended: ${this.#complaint}`));
    };
    this.#watchers.add(look);
    look();
    return await promise.finally(() => this.#watchers.delete(look));
  }
}
