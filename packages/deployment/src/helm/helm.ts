import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHART, inRepository } from '../paths.ts';
import { builtGoTools, hasGo } from '../tools/go-tools.ts';

const run = promisify(execFile);

const VERSION = 'v4.3.1';
const MAX_OUTPUT_BYTES = 64 * 1_024 * 1_024;

/** What a Helm command printed, and how it ended. */
export interface HelmRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Helm 4: the one on the PATH, else one built from its Go module. */
export class Helm {
  readonly #command: string;

  private constructor(command: string) {
    this.#command = command;
  }

  /** Thrown where there is neither Helm 4 nor Go: MissingPrerequisite. */
  static async find(): Promise<Helm> {
    if (await isHelm4OnPath()) {
      return new Helm('helm');
    }
    const folder = await builtGoTools({
      folder: `helm-${VERSION}`,
      title: `Helm ${VERSION}`,
      args: [`helm.sh/helm/v4/cmd/helm@${VERSION}`],
    });
    return new Helm(join(folder, 'helm'));
  }

  /** Whether `find` will succeed. */
  static async isPossible(): Promise<boolean> {
    return (await isHelm4OnPath()) || (await hasGo());
  }

  /** Runs a command; never throws for its exit code. */
  async run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<HelmRun> {
    try {
      const { stdout, stderr } = await run(this.#command, [...args], {
        maxBuffer: MAX_OUTPUT_BYTES,
        env: { ...process.env, ...env },
      });
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code = 1, stdout = '', stderr = String(error) } = error as Partial<HelmRun>;
      return { code: typeof code === 'number' ? code : 1, stdout, stderr };
    }
  }

  /** The chart, rendered with the values of `ci/<example>-values.yaml` and whatever `--set-json` values are given. Thrown with Helm's words. */
  async template(example: string, set: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run([
      ...['template', 'officine', inRepository(CHART), '--namespace', 'officine'],
      ...['--values', exampleValues(example)],
      ...Object.entries(set).flatMap(([path, value]) => ['--set-json', `${path}=${JSON.stringify(value)}`]),
    ]);
    if (code !== 0) {
      throw new Error(stderr);
    }
    return stdout;
  }
}

/** The values file of an example. */
export function exampleValues(example: string): string {
  return inRepository(CHART, 'ci', `${example}-values.yaml`);
}

async function isHelm4OnPath(): Promise<boolean> {
  return await run('helm', ['version', '--template', '{{ .Version }}']).then(
    ({ stdout }) => stdout.startsWith('v4.'),
    () => false,
  );
}
