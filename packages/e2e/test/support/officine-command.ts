import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Stack } from '@officine/devstack';

const PROGRAM = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));

/** What a command said, and how it ended. */
export interface Said {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** `officine …` in a process of its own, with the settings of a stack; `input` goes to its standard input. */
export async function officine(
  { kafkaBrokers, mongodbUri, settings }: Pick<Stack, 'kafkaBrokers' | 'mongodbUri' | 'settings'>,
  args: readonly string[],
  input = '',
): Promise<Said> {
  const child = spawn(process.execPath, ['--conditions=@officine/source', PROGRAM, ...args], {
    env: {
      PATH: process.env['PATH'],
      KAFKA_BROKERS: kafkaBrokers,
      MONGODB_URI: mongodbUri,
      OFFICINE_PSEUDONYM_KEYS_FILE: settings['OFFICINE_PSEUDONYM_KEYS_FILE'],
    },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  child.stdin.end(input);
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exitCode, ...said };
}
