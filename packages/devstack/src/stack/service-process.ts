import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../infrastructure/paths.ts';
import { type OwnedProcess, type ProcessEnd, untilReady } from '../infrastructure/processes.ts';
import { inWorkspace, startNode } from './node-process.ts';
import { untilAnswers } from './until-answers.ts';

/** A service's process and how to ask after it. */
export interface ServiceHandle {
  readonly name: string;
  readonly healthUrl: string;
  readonly metricsUrl: string;
  /** The status page, where the service has one. */
  readonly statusUrl: string | undefined;
  /** Where its API is, for the service that has one beside health and metrics: the audit. */
  readonly apiUrl: string | undefined;
  readonly logFile: string;
  readonly pid: number;
  running(): boolean;
  /** Resolves when the present process ends. */
  readonly ended: Promise<ProcessEnd>;
  /** Signals it: SIGKILL is a crash, SIGSTOP a long pause, SIGTERM an orderly stop. Resolves when it has ended, if the signal ends it. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /**
   * Ends it if it still runs, starts it again with the same settings and port, and waits until it is ready. `root`: of another checkout
   * with its dependencies, to go on with that version; it stays the one in use until told otherwise.
   */
  restart(root?: string): Promise<void>;
  /** Waits until `/readyz` says yes. Thrown when the process ends or two minutes pass: ProcessFailed. */
  ready(): Promise<void>;
  /** Ends it in an orderly way. */
  stop(): Promise<void>;
}

/** How to run a service. */
export interface ServiceOptions {
  /** Its name among the running ones, for example `verification-2`. */
  readonly name: string;
  /** Its folder under `services`. */
  readonly service: string;
  readonly port: number;
  /** Where a status page is served, where the service has one. */
  readonly statusPort?: number;
  /** The audit's API. */
  readonly apiPort?: number | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/**
 * How services keep their memory small, on any machine. A check lives for as long as mySecu takes, long enough to be taken for old:
 * left to itself V8 lets hundreds of MiB of old checks lie before it looks for them, the more the larger the machine is.
 */
export const SERVICE_FLAGS = ['--max-semi-space-size=32', '--initial-old-space-size=64', '--heap-growing-percent=80'] as const;

const READY_TIMEOUT_MS = 120_000;
const STOP_MS = 28_000;
const ENDLESS: ReadonlySet<NodeJS.Signals> = new Set(['SIGSTOP', 'SIGCONT', 'SIGUSR1', 'SIGUSR2']);

/** The services of this repository: each folder of `services` that can be started. */
export function discoverServices(): string[] {
  return readdirSync(inWorkspace('services'))
    .filter((name) => existsSync(inWorkspace('services', name, 'src', 'main.ts')))
    .sort();
}

/** Starts a service as a process of its own, telemetry included; does not wait until it is ready. */
export function startService(options: ServiceOptions): ServiceHandle {
  return new RunningService(options);
}

class RunningService implements ServiceHandle {
  readonly name: string;
  readonly healthUrl: string;
  readonly metricsUrl: string;
  readonly statusUrl: string | undefined;
  readonly apiUrl: string | undefined;
  readonly logFile: string;
  readonly #options: ServiceOptions;
  #root = ROOT;
  #process: OwnedProcess;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.name = options.name;
    this.healthUrl = `http://127.0.0.1:${options.port}/readyz`;
    this.metricsUrl = `http://127.0.0.1:${options.port}/metrics`;
    this.statusUrl = options.statusPort === undefined ? undefined : `http://127.0.0.1:${options.statusPort}`;
    this.apiUrl = options.apiPort === undefined ? undefined : `http://127.0.0.1:${options.apiPort}`;
    this.logFile = options.logFile;
    this.#process = this.#start();
  }

  get pid(): number {
    return this.#process.pid;
  }

  get ended(): Promise<ProcessEnd> {
    return this.#process.ended;
  }

  running(): boolean {
    return this.#process.running();
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#process.signal(signal);
    if (!ENDLESS.has(signal)) {
      await this.#process.ended;
    }
  }

  async restart(root = this.#root): Promise<void> {
    await this.stop();
    this.#root = root;
    this.#process = this.#start();
    await this.ready();
  }

  async ready(): Promise<void> {
    await untilReady(this.#process, (signal) => untilAnswers(this.healthUrl, { timeoutMs: READY_TIMEOUT_MS, signal }));
  }

  async stop(): Promise<void> {
    await this.#process.stop(STOP_MS);
  }

  #start(): OwnedProcess {
    const { name, service, port, statusPort, apiPort, env, logFile } = this.#options;
    const status = statusPort === undefined ? {} : { OFFICINE_MONITOR_PORT: String(statusPort) };
    const api = apiPort === undefined ? {} : { OFFICINE_AUDIT_API_PORT: String(apiPort) };
    return startNode({
      name,
      script: join(this.#root, 'services', service, 'src', 'main.ts'),
      cwd: this.#root,
      telemetry: true,
      flags: SERVICE_FLAGS,
      env: { ...env, ...status, ...api, OFFICINE_HTTP_PORT: String(port), OTEL_SERVICE_NAME: service },
      logFile,
    });
  }
}
