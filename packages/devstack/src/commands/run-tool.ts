import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { guardian } from '../infrastructure/guardian.ts';
import { ROOT } from '../infrastructure/paths.ts';
import { startProcess } from '../infrastructure/processes.ts';

/** A program of node_modules, or `node` itself. */
export interface Tool {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stopped: AbortSignal;
}

/**
 * Runs a tool with its output shown as it comes; resolves with its exit code. Stopped when asked to: never left behind. What it writes
 * into the system's temporary folder goes with it, as tests make keys there.
 */
export async function runTool({ name, args, env = {}, stopped }: Tool): Promise<number> {
  const bin = join(ROOT, 'node_modules', '.bin');
  const temporary = mkdtempSync(join(tmpdir(), 'officine-'));
  guardian().guardPath(temporary);
  const child = startProcess({
    name,
    command: name === 'node' ? process.execPath : join(bin, name),
    args,
    cwd: ROOT,
    // Tools start `node` by name: it must be the one of node_modules, not an older one of the machine.
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, TMPDIR: temporary, ...env },
  });
  const stop = () => void child.stop(30_000);
  stopped.addEventListener('abort', stop, { once: true });
  try {
    const { code, signal } = await child.ended;
    return code ?? (signal === null ? 1 : 130);
  } finally {
    stopped.removeEventListener('abort', stop);
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    guardian().releasePath(temporary);
  }
}
