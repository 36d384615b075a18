import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { guardian } from './guardian.ts';
import { DEVSTACK_DIR } from './paths.ts';

/** What one run keeps on disk. */
export interface RunFolder {
  /** Data and keys: gone at the end of the run, whatever ends it. */
  readonly temporary: string;
  /** What processes print: stays for reading afterwards, for the last runs. */
  readonly logs: string;
  remove(): void;
}

const KEPT_LOGS = 8;

/** Makes the folders of a run under `.devstack`; readable by this user alone, as keys are among their content. */
export function createRunFolder(): RunFolder {
  const id = `${new Date().toISOString().slice(0, 19).replaceAll(':', '')}-${randomBytes(3).toString('hex')}`;
  const temporary = join(DEVSTACK_DIR, 'runs', id);
  const logs = join(DEVSTACK_DIR, 'logs', id);
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  guardian().guardPath(temporary);
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  forgetOldLogs(join(DEVSTACK_DIR, 'logs'));
  return {
    temporary,
    logs,
    remove() {
      rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
      guardian().releasePath(temporary);
    },
  };
}

function forgetOldLogs(folder: string): void {
  // Names begin with the time: in their order, the last are the newest.
  for (const old of readdirSync(folder).sort().slice(0, -KEPT_LOGS)) {
    rmSync(join(folder, old), { recursive: true, force: true });
  }
}
