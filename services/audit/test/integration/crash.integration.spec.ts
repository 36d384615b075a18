import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anInstallation } from '../support/installation.ts';

const KILLS = 4;
const PER_KILL = 150;
/** Each kill costs the group a session time-out, and each start a process: slow on a busy machine. */
const PATIENCE_MS = 240_000;

let installation: Awaited<ReturnType<typeof anInstallation>>;
const running = new Set<ChildProcess>();
beforeEach(async () => {
  installation = await anInstallation();
});
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
  }
  await installation.close();
});

function startProcess(): ChildProcess {
  const program = fileURLToPath(new URL('../support/service-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@officine/source', program, installation.prefix], {
    env: { ...installation.env, PATH: process.env['PATH'], LOG_LEVEL: 'error' },
    stdio: 'ignore',
  });
  running.add(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  running.delete(child);
}

describe('a killed audit service', () => {
  it(
    'loses, doubles and forks nothing, killed again and again while events arrive and a second replica runs',
    async () => {
      startProcess();
      for (let round = 0; round < KILLS; round += 1) {
        const [victim] = running;
        startProcess();
        const sent = Promise.all(
          Array.from({ length: PER_KILL }, (_, index) =>
            installation.record({ pharmacy: `ph-${index % 9}`, requestId: `r-${round}-${index}`, vendor: 'acme' }),
          ),
        );
        // Killed in the midst of its work, not before and not after it.
        await installation.recorded(round * PER_KILL + PER_KILL / 3);
        await kill(victim!);
        await sent;
      }
      await installation.recorded(KILLS * PER_KILL);
      await installation.committed();

      expect(await installation.collections.chain.countDocuments()).toBe(KILLS * PER_KILL);
      expect(await installation.collections.content.distinct('requestId')).toHaveLength(KILLS * PER_KILL);
      expect((await installation.verify()).findings).toEqual([]);
    },
    PATIENCE_MS,
  );
});
