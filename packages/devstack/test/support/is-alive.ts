import { spawnSync } from 'node:child_process';

/** Whether a process still runs. A zombie, which its parent has not yet asked after, does not. */
export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z]/.test(stdout.trim());
}
