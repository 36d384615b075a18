import { join } from 'node:path';
import { fetchedOnce } from './fetched.ts';
import { DEVSTACK_DIR } from './paths.ts';
import { MissingPrerequisite, PYTHON, requirePrerequisite } from './prerequisites.ts';
import type { Progress } from './progress.ts';
import { runToEnd } from './run-to-end.ts';

/** Packages of PyPI that a program needs. */
export interface PythonPackages {
  /** Name of the folder that holds them; it names the versions, so that others get a folder of their own. */
  readonly folder: string;
  /** What is being fetched, in words. */
  readonly title: string;
  /** Exact versions, as pip writes them: `SecantusDB==0.7.0b3`. */
  readonly requirements: readonly string[];
}

/** A Python interpreter that has these packages; made the first time. Thrown when Python is missing or too old: MissingPrerequisite. */
export async function pythonWith({ folder: name, title, requirements }: PythonPackages, progress: Progress): Promise<string> {
  const folder = await fetchedOnce(join(DEVSTACK_DIR, name), async (partial) => {
    const python = await requirePrerequisite(PYTHON);
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', ...requirements];
    await progress.step(`Fetch ${title}`, async (tell) => {
      await runToEnd({ name: 'Python venv', command: python, args: ['-m', 'venv', partial], onLine: tell });
      await runToEnd({ name: 'pip', command: join(partial, 'bin', 'python'), args: pip, onLine: tell });
    });
  });
  // By module and interpreter, never by the scripts of `bin`: those hold the path that the folder had before it was renamed.
  return join(folder, 'bin', 'python');
}

/** What this machine lacks to run Python programs; undefined when nothing. */
export async function missingForPython(): Promise<string | undefined> {
  return requirePrerequisite(PYTHON).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof MissingPrerequisite) return PYTHON.name;
      throw error;
    },
  );
}
