import { setTimeout as pause } from 'node:timers/promises';
import type { KubernetesApi } from './kubernetes-api.ts';

interface JobList {
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly status: { readonly succeeded?: number } }[];
}

/** Stands in for controllers and nodes where Helm waits for a hook: tells of each job that it has succeeded. `npm test` runs the job itself. */
export class JobRunner {
  readonly #api: KubernetesApi;
  readonly #namespace: string;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  readonly succeeded: string[] = [];

  constructor(api: KubernetesApi, namespace: string) {
    this.#api = api;
    this.#namespace = namespace;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const jobs = `/apis/batch/v1/namespaces/${this.#namespace}/jobs`;
    while (!this.#stop.signal.aborted) {
      const { body } = await this.#api.request('GET', jobs);
      for (const { metadata, status } of (body as JobList).items ?? []) {
        if (status.succeeded === undefined) {
          await this.#succeed(`${jobs}/${metadata.name}/status`);
          this.succeeded.push(metadata.name);
        }
      }
      await pause(200);
    }
  }

  async #succeed(path: string): Promise<void> {
    const now = new Date().toISOString().replace(/\.\d+Z/, 'Z');
    const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: now, lastProbeTime: now });
    const status = {
      startTime: now,
      completionTime: now,
      succeeded: 1,
      uncountedTerminatedPods: {},
      conditions: [condition('SuccessCriteriaMet'), condition('Complete')],
    };
    const { status: code, body } = await this.#api.request('PATCH', path, { status }, 'application/merge-patch+json');
    if (code >= 300) {
      throw new Error(JSON.stringify(body));
    }
  }
}
