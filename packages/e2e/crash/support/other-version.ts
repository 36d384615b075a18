import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '@officine/devstack';

const run = promisify(execFile);
/** How far back it goes where nothing was released yet and nobody says otherwise. */
const COMMITS_BACK = 20;

/** Another version of this repository, ready to run. */
export interface OtherVersion {
  readonly commit: string;
  /** Its root, with its own dependencies. */
  readonly root: string;
  remove(): Promise<void>;
}

/** Checks out `UPGRADE_FROM`, else the newest release, else what was there some commits ago, into a folder of its own. */
export async function otherVersion(): Promise<OtherVersion> {
  const commit = await resolve(process.env['UPGRADE_FROM'] ?? (await newestRelease()) ?? `HEAD~${COMMITS_BACK}`);
  const root = await mkdtemp(join(tmpdir(), 'officine-other-version-'));
  const remove = async () => {
    await git('worktree', 'remove', '--force', root).catch(() => undefined);
    await rm(root, { recursive: true, force: true });
  };
  try {
    await git('worktree', 'add', '--detach', '--force', root, commit);
    await run('npm', ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root });
  } catch (error) {
    await remove();
    throw error;
  }
  process.stderr.write(`the other version: ${commit}\n`);
  return { commit, root, remove };
}

async function newestRelease(): Promise<string | undefined> {
  const { stdout } = await git('tag', '--list', 'v*', '--sort=-version:refname', '--merged');
  return stdout.split('\n', 1)[0] || undefined;
}

async function resolve(revision: string): Promise<string> {
  return (await git('rev-parse', '--verify', `${revision}^{commit}`)).stdout.trim();
}

function git(...args: string[]) {
  return run('git', args, { cwd: ROOT });
}
