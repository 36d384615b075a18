import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = fileURLToPath(new URL('../wss4j/', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../.devstack/', import.meta.url));

/** What this machine lacks to run the outside judge; empty when it can be run. */
export function missingForWss4j(): readonly string[] {
  const needed = [
    { name: 'a JDK, 17 or later', command: 'javac', args: ['--version'] },
    { name: 'Maven', command: 'mvn', args: ['-v'] },
  ];
  return needed.filter(({ command, args }) => spawnSync(command, args).status !== 0).map(({ name }) => name);
}

/**
 * Compiles the server and fetches its libraries, once for each state of its sources; resolves with the class path.
 * Thrown when Maven fails: Error with what it printed.
 */
export async function buildWss4jServer(): Promise<string> {
  const folder = join(CACHE, `wss4j-${digestOfSources()}`);
  if (!existsSync(folder)) {
    const partial = `${folder}.partial-${process.pid}`;
    try {
      const goals = ['compiler:compile', 'dependency:copy-dependencies'];
      await promisify(execFile)('mvn', ['-q', '-B', '-f', join(SOURCE, 'pom.xml'), `-Dout=${partial}`, ...goals]);
      if (!existsSync(folder)) renameSync(partial, folder);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  return `${join(folder, 'classes')}:${join(folder, 'libs', '*')}`;
}

function digestOfSources(): string {
  const digest = createHash('sha256');
  for (const file of globSync('{pom.xml,src/**/*.java}', { cwd: SOURCE }).sort()) {
    digest.update(file).update(readFileSync(join(SOURCE, file)));
  }
  return digest.digest('hex').slice(0, 12);
}
