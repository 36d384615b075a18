import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Cleans up after this process even when it is killed with SIGKILL: a small process whose stdin is a pipe from us. The kernel closes
 * the pipe whatever we die of; there is no portable equivalent of Linux's parent-death signal, and JVM and Python children would not
 * watch a pipe themselves. What is told here must be untold once it has ended or been removed in the ordinary way.
 */
export interface Guardian {
  guardGroup(processGroup: number): void;
  releaseGroup(processGroup: number): void;
  guardPath(path: string): void;
  releasePath(path: string): void;
  /** Has it clean up what is still guarded, now; resolves when nothing of it is left. */
  finish(): Promise<void>;
}

/** Resolves when nothing that this process guarded is left; to be awaited before exiting. */
export async function leaveNothingBehind(): Promise<void> {
  await running?.finish();
}

let running: Guardian | undefined;

/** The guardian of this process, started at first use. It ends by itself when this process ends. */
export function guardian(): Guardian {
  running ??= startGuardian();
  return running;
}

function startGuardian(): Guardian {
  const script = fileURLToPath(new URL('./guardian-process.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const { stdin } = child;
  child.on('error', () => undefined);
  stdin?.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.unref();
  // A pipe's handle would keep this process alive; its type does not say that it is a socket.
  if (stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function') {
    stdin.unref();
  }
  const tell = (line: string) => stdin?.write(`${line}\n`);
  return {
    guardGroup: (group) => tell(`+g${group}`),
    releaseGroup: (group) => tell(`-g${group}`),
    guardPath: (path) => tell(`+p${path}`),
    releasePath: (path) => tell(`-p${path}`),
    finish: async () => {
      stdin?.end();
      await ended;
    },
  };
}
