import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createProgress, DEVSTACK_DIR, fetchedOnce, MissingPrerequisite, type Progress, runToEnd } from '@officine/devstack';

const run = promisify(execFile);

/** Programs that are built from their Go modules, once: they are kept in `.devstack`. */
export interface GoTools {
  /** Folder in `.devstack`; its name has the versions in it. */
  readonly folder: string;
  readonly title: string;
  /** What `go install` or `go build` is given. */
  readonly args: readonly string[];
  /** Variables that the linker sets: a release build has them from its tag. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Where go.mod is; a versioned package needs none. */
  readonly cwd?: string;
}

/** The folder with the built programs; `finish` sees it before it takes its name. Thrown where Go is not installed: MissingPrerequisite. */
export async function builtGoTools(
  tools: GoTools,
  finish: (folder: string) => void = () => undefined,
  progress: Progress = createProgress(),
): Promise<string> {
  return await fetchedOnce(join(DEVSTACK_DIR, tools.folder), async (partial) => {
    await requireGo(tools.title);
    mkdirSync(partial, { recursive: true });
    await progress.step(`Build ${tools.title} from its Go module (once, some minutes)`, (tell) =>
      runToEnd({
        name: `Building ${tools.title}`,
        command: 'go',
        args: ['install', '-trimpath', `-ldflags=${linkerFlags(tools.variables)}`, ...tools.args],
        env: { ...process.env, GOBIN: partial, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
        ...(tools.cwd !== undefined && { cwd: tools.cwd }),
        onLine: tell,
      }),
    );
    finish(partial);
  });
}

/** The folder of a Go module's source in Go's own cache, read-only. Thrown where Go is not installed: MissingPrerequisite. */
export async function goModule(path: string, version: string): Promise<string> {
  await requireGo(path);
  const { stdout } = await run('go', ['mod', 'download', '-json', `${path}@${version}`], { cwd: DEVSTACK_DIR });
  const { Dir } = JSON.parse(stdout) as { readonly Dir: string };
  return Dir;
}

/** Whether Go can be run at all. */
export async function hasGo(): Promise<boolean> {
  return await run('go', ['version']).then(
    () => true,
    () => false,
  );
}

async function requireGo(what: string): Promise<void> {
  if (!(await hasGo())) {
    throw new MissingPrerequisite(`Go 1.26 or later is needed to build ${what}, and is not on the PATH.`);
  }
}

function linkerFlags(variables: Readonly<Record<string, string>> = {}): string {
  return ['-s', '-w', ...Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)].join(' ');
}
