import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));

/** Runs one command of the CLI as an operator does, and returns what it printed. Rejects when it fails, with its words. */
export async function officine(brokers: string, ...args: readonly string[]): Promise<string> {
  const flags = ['--conditions=@officine/source', '--disable-warning=TimeoutNegativeWarning'];
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', KAFKA_BROKERS: brokers };
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, MAIN, ...args], { env });
  return stdout;
}
