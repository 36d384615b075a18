import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Which of `pids` has the connection that comes from this local port; Linux tells it in `/proc` (proc(5)). */
export function processBehind<T extends { readonly pid: number }>(port: number, processes: readonly T[]): T | undefined {
  const inode = inodeOf(port);
  return inode === undefined ? undefined : processes.find(({ pid }) => socketsOf(pid).has(inode));
}

function inodeOf(port: number): string | undefined {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .find(([, address = '', remote = '']) => address.endsWith(local) && !remote.endsWith(':0000'))?.[9];
}

function socketsOf(pid: number): ReadonlySet<string> {
  const folder = `/proc/${pid}/fd`;
  try {
    return new Set(readdirSync(folder).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${fd}`))?.[1] ?? []));
  } catch {
    return new Set(); // It has ended.
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // Closed meanwhile.
  }
}
