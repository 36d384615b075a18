import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PROMETHEUS } from './tools.ts';

const RULES = fileURLToPath(new URL('../../../../deploy/observability/prometheus/*.rules.yaml', import.meta.url));

/** A real Prometheus that scrapes one target each second and has our rules loaded. */
export class RunningPrometheus {
  readonly #folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  #process: ChildProcess | undefined;
  #port = 0;

  async start(target: string): Promise<void> {
    this.#port = await freePort();
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [RULES],
      scrape_configs: [{ job_name: 'mysecu-status', static_configs: [{ targets: [target] }] }],
    };
    const file = join(this.#folder, 'prometheus.yaml');
    writeFileSync(file, JSON.stringify(config));
    const started = spawn(
      PROMETHEUS.path,
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${this.#folder}/data`,
        `--web.listen-address=127.0.0.1:${this.#port}`,
        '--enable-feature=exemplar-storage',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process = started;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    started.once('exit', () => reject(new Error('Prometheus ended')));
    createInterface({ input: started.stderr }).on('line', (line) => {
      if (line.includes('ready to receive web requests')) resolve();
    });
    await promise;
  }

  async stop(): Promise<void> {
    const running = this.#process;
    if (running !== undefined) {
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill();
      await ended;
    }
    rmSync(this.#folder, { recursive: true });
  }

  async get(path: string): Promise<{
    readonly data: Record<string, never> & { readonly result: readonly object[]; readonly groups: readonly object[] };
  }> {
    return (await (await fetch(`http://127.0.0.1:${this.#port}/api/v1/${path}`)).json()) as never;
  }

  /** The first exemplar of a series as soon as Prometheus has one. */
  async firstExemplar(query: string): Promise<object> {
    for (;;) {
      const startS = Date.now() / 1_000 - 600;
      const period = `start=${startS}&end=${startS + 1_200}`;
      const { data } = await this.get(`query_exemplars?query=${encodeURIComponent(query)}&${period}`);
      const [series] = data as unknown as { exemplars: object[] }[];
      if (series?.exemplars[0] !== undefined) return series.exemplars[0];
    }
  }

  /** The result of a query as soon as it has one. */
  async firstResult(query: string): Promise<readonly object[]> {
    for (;;) {
      const { data } = await this.get(`query?query=${encodeURIComponent(query)}`);
      if (data.result.length > 0) return data.result;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
