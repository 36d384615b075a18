// Runs as a process of its own, in its own process group. It reads from stdin what its parent owns, and when stdin ends, however the
// parent died (SIGKILL included), it ends what is still there and removes what must not stay. Written without imports of ours, so
// that it starts in some tens of milliseconds and nothing of ours can break it.
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MS = 3_000;
const groups = new Set<number>();
const paths = new Set<string>();

let pending = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => {
  const lines = (pending + text).split('\n');
  pending = lines.pop() ?? '';
  for (const line of lines) {
    obey(line);
  }
});
process.stdin.on('end', () => void cleanUp());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Only the end of stdin ends a guardian: a signal meant for everybody must not leave the rest unguarded.
  process.on(signal, () => undefined);
}

function obey(line: string): void {
  const [verb, value = ''] = [line.slice(0, 2), line.slice(2)];
  if (verb === '+g') groups.add(Number(value));
  if (verb === '-g') groups.delete(Number(value));
  if (verb === '+p') paths.add(value);
  if (verb === '-p') paths.delete(value);
}

async function cleanUp(): Promise<void> {
  if (signalAll('SIGTERM')) {
    const until = performance.now() + GRACE_MS;
    while (signalAll(0) && performance.now() < until) {
      await delay(50);
    }
    signalAll('SIGKILL');
  }
  for (const path of paths) {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  }
  process.exit(0);
}

/** Whether any group was still there to be signalled. */
function signalAll(signal: NodeJS.Signals | 0): boolean {
  for (const group of groups) {
    try {
      process.kill(-group, signal);
    } catch {
      groups.delete(group);
    }
  }
  return groups.size > 0;
}
