import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Linux counts in hundredths of a second towards programs, whatever the kernel's own tick (proc(5), `sysconf(_SC_CLK_TCK)`). */
const MS_PER_TICK = 10;
const KIB_PER_MIB = 1024;

/** CPU that a process has used since its start, all threads, user and system, milliseconds. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the command in parentheses, and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks] = [fields[11], fields[12]].map(Number);
  return ((userTicks ?? Number.NaN) + (systemTicks ?? Number.NaN)) * MS_PER_TICK;
}

/** Memory of a process that is resident, MiB. */
export function rssMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / KIB_PER_MIB;
}

/** CPU and greatest resident memory of a process while `work` runs. */
export async function usageDuring<T>(pid: number, work: () => Promise<T>): Promise<Usage & { readonly value: T }> {
  const done = new AbortController();
  let mostMiB = rssMiB(pid);
  const sampling = (async () => {
    for (; !done.signal.aborted; ) {
      mostMiB = Math.max(mostMiB, rssMiB(pid));
      await pause(SAMPLE_MS, undefined, { signal: done.signal }).catch(() => undefined);
    }
  })();
  const [cpuBefore, startMs] = [cpuMs(pid), performance.now()];
  try {
    const value = await work();
    return { value, cpuMs: cpuMs(pid) - cpuBefore, tookMs: performance.now() - startMs, mostMiB };
  } finally {
    done.abort();
    await sampling;
  }
}

/** What a process used. */
export interface Usage {
  readonly cpuMs: number;
  readonly tookMs: number;
  readonly mostMiB: number;
}

const SAMPLE_MS = 250;
