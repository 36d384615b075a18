import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { guardian } from './guardian.ts';

/** A command that is run for its effect. */
export interface Command {
  /** How people call it, in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Hears each line that it prints. */
  readonly onLine?: (line: string) => void;
}

const KEPT_LINES = 30;

/** Runs a command to its end. Thrown when it fails: an Error with the last lines that it printed. */
export async function runToEnd(options: Command): Promise<void> {
  const lines: string[] = [];
  const child = spawn(options.command, [...options.args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = new PassThrough();
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  createInterface({ input: output }).on('line', (line) => {
    lines.push(line);
    lines.splice(0, lines.length - KEPT_LINES);
    options.onLine?.(line.slice(0, 160));
  });
  const { pid } = child;
  if (pid !== undefined) {
    guardian().guardGroup(pid);
  }
  const code = await new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (exitCode, signal) => resolve(exitCode ?? signal ?? 'unknown'));
  });
  output.end();
  if (pid !== undefined) {
    guardian().releaseGroup(pid);
  }
  if (code !== 0) {
    throw new Error(`${options.name} failed (${code})\n${lines.join('\n')}`);
  }
}
