import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAlive } from '../../test/support/is-alive.ts';

const processes = new URL('./processes.ts', import.meta.url).href;
const guardian = new URL('./guardian.ts', import.meta.url).href;

/** A parent that starts a child which ignores SIGTERM, guards a folder, and tells the child's process id. */
function startParent(folder: string): { parent: ChildProcess; childPid: Promise<number> } {
  const script = `
    import { startProcess } from '${processes}';
    import { guardian } from '${guardian}';
    guardian().guardPath('${folder}');
    const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send(process.pid)";
    startProcess({ name: 'child', command: process.execPath, args: ['-e', script], onMessage: (pid) => process.send(pid) });
  `;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return { parent, childPid: new Promise((resolve) => parent.once('message', (pid) => resolve(Number(pid)))) };
}

describe('the guardian', () => {
  it('leaves neither process nor folder of a parent that was killed with SIGKILL', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'devstack-'));
    const { parent, childPid } = startParent(folder);
    const pid = await childPid;
    expect(isAlive(pid)).toBe(true);

    parent.kill('SIGKILL');

    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => existsSync(folder), { timeout: 10_000 }).toBe(false);
  }, 20_000);
});
