import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { guardian } from './guardian.ts';
import { lastLines } from './log-tail.ts';

/** What to run, and where what it prints goes. */
export interface ProcessOptions {
  /** How people call it, in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process. Default: this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** stdout and stderr are appended to this file; without it, they go where ours go. */
  readonly logFile?: string;
  /** Gives the child an IPC channel; `onMessage` hears it. */
  readonly onMessage?: (message: unknown) => void;
}

/** How a process ended: with a code, by a signal, or (both null) because it could not be started. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child in a process group of its own. */
export interface OwnedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string | undefined;
  /** Resolves when it has ended. Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  running(): boolean;
  send(message: object): void;
  /** Signals the whole group. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL after `graceMs`; resolves when it has ended. */
  stop(graceMs?: number): Promise<ProcessEnd>;
  /** The last lines of its log. */
  tail(lines?: number): string;
}

/** Thrown when a child ends before it was ready; the message holds the last lines of its log. */
export class ProcessFailed extends Error {
  override readonly name = 'ProcessFailed';
}

const DEFAULT_GRACE_MS = 10_000;

/** Starts a child in its own process group, guarded against becoming an orphan. Thrown when it cannot be started: ProcessFailed. */
export function startProcess(options: ProcessOptions): OwnedProcess {
  const log = options.logFile === undefined ? undefined : openLog(options.logFile);
  const output = log ?? 'inherit';
  const stdio: SpawnOptions['stdio'] = ['ignore', output, output, ...(options.onMessage ? (['ipc'] as const) : [])];
  const child = spawn(options.command, [...options.args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio,
  });
  if (log !== undefined) {
    closeSync(log);
  }
  const { pid } = child;
  if (pid === undefined) {
    child.on('error', () => undefined);
    throw new ProcessFailed(`${options.name} cannot be started: is "${options.command}" there and executable?`);
  }
  guardian().guardGroup(pid);
  if (options.onMessage) {
    child.on('message', options.onMessage);
  }
  return owned(options, child, pid);
}

function owned(options: ProcessOptions, child: ChildProcess, pid: number): OwnedProcess {
  let alive = true;
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.on('exit', (code, signal) => {
      alive = false;
      // What it left of its group goes with it: a child's children are ours too.
      signalGroup(pid, 'SIGKILL');
      guardian().releaseGroup(pid);
      resolve({ code, signal });
    });
  });
  return {
    name: options.name,
    pid,
    logFile: options.logFile,
    ended,
    running: () => alive,
    send: (message) => void (child.connected && child.send(message)),
    signal: (signal) => void (alive && signalGroup(pid, signal)),
    async stop(graceMs = DEFAULT_GRACE_MS) {
      if (alive) {
        // A stopped process (SIGSTOP) does not act on SIGTERM until it continues.
        signalGroup(pid, 'SIGCONT');
        signalGroup(pid, 'SIGTERM');
      }
      const timer = setTimeout(() => alive && signalGroup(pid, 'SIGKILL'), graceMs);
      const end = await ended;
      clearTimeout(timer);
      return end;
    },
    tail: (lines = 20) => (options.logFile === undefined ? '' : lastLines(options.logFile, lines)),
  };
}

/** Resolves when `ready` does. Thrown when the process ends first: ProcessFailed, with the end of its log. */
export async function untilReady<T>(child: OwnedProcess, ready: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const gaveUp = new AbortController();
  const failed = child.ended.then((end): never => {
    throw new ProcessFailed(`${child.name} ended before it was ready (${describeEnd(end)})\n${child.tail()}`);
  });
  try {
    return await Promise.race([ready(gaveUp.signal), failed]);
  } catch (error) {
    throw error instanceof ProcessFailed ? error : new ProcessFailed(`${child.name}: ${String(error)}\n${child.tail()}`);
  } finally {
    gaveUp.abort();
  }
}

/** How a process ended, in words. */
export function describeEnd({ code, signal }: ProcessEnd): string {
  return signal === null ? `exit code ${code}` : signal;
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'a');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has just ended.
  }
}
