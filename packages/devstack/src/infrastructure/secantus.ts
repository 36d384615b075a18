import { join } from 'node:path';
import { fetchedOnce } from './fetched.ts';
import { DEVSTACK_DIR } from './paths.ts';
import { PYTHON, requirePrerequisite } from './prerequisites.ts';
import type { Progress } from './progress.ts';
import { runToEnd } from './run-to-end.ts';

/** What speaks MongoDB's wire protocol (8.2) where no `mongod` is installed: WiredTiger behind a Python server. */
export const SECANTUS_VERSION = '0.7.0b3';

/** A Python that has SecantusDB; made the first time. Thrown when Python is missing or too old: MissingPrerequisite. */
export async function secantusPython(progress: Progress): Promise<string> {
  const folder = await fetchedOnce(join(DEVSTACK_DIR, `secantus-${SECANTUS_VERSION}`), async (partial) => {
    const python = await requirePrerequisite(PYTHON);
    const pip = join(partial, 'bin', 'python');
    await progress.step(`Fetch SecantusDB ${SECANTUS_VERSION} (about 140 MB installed)`, async (tell) => {
      await runToEnd({ name: 'Python venv', command: python, args: ['-m', 'venv', partial], onLine: tell });
      await runToEnd({
        name: 'pip',
        command: pip,
        args: ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', `SecantusDB==${SECANTUS_VERSION}`],
        onLine: tell,
      });
    });
  });
  // By module and interpreter, never by the scripts of `bin`: those hold the path that the folder had before it was renamed.
  return join(folder, 'bin', 'python');
}
