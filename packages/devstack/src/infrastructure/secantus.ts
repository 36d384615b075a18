import type { Progress } from './progress.ts';
import { pythonWith } from './python.ts';

/** What speaks MongoDB's wire protocol (8.2) where no `mongod` is installed: WiredTiger behind a Python server. */
export const SECANTUS_VERSION = '0.7.0b3';

/** A Python that has SecantusDB; made the first time. Thrown when Python is missing or too old: MissingPrerequisite. */
export async function secantusPython(progress: Progress): Promise<string> {
  return await pythonWith(
    {
      folder: `secantus-${SECANTUS_VERSION}`,
      title: `SecantusDB ${SECANTUS_VERSION} (about 140 MB installed)`,
      requirements: [`SecantusDB==${SECANTUS_VERSION}`],
    },
    progress,
  );
}
