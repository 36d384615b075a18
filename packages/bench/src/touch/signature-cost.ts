import { generateKeyPairSync, sign } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../statistics.ts';

const PER_SAMPLE = 16;
const PAUSE_MS = 500;
const MICROS_PER_MS = 1000;

/**
 * CPU of one bare RSA-2048 signature, milliseconds: the median of samples taken while `work` runs, so that it is slowed by whatever
 * else the machine does as much as the work is.
 */
export async function signatureMsDuring<T>(work: () => Promise<T>): Promise<{ readonly signatureMs: number; readonly value: T }> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const message = Buffer.alloc(900, 'x');
  const done = new AbortController();
  const samples: number[] = [];
  const sampling = (async () => {
    for (; !done.signal.aborted; ) {
      // This thread's own CPU, and synchronously: nothing else of this process is counted in.
      const before = process.threadCpuUsage();
      for (let index = 0; index < PER_SAMPLE; index += 1) sign('sha256', message, privateKey);
      const { user, system } = process.threadCpuUsage(before);
      samples.push((user + system) / MICROS_PER_MS / PER_SAMPLE);
      await pause(PAUSE_MS, undefined, { signal: done.signal }).catch(() => undefined);
    }
  })();
  try {
    const value = await work();
    return { value, signatureMs: median(samples) };
  } finally {
    done.abort();
    await sampling;
  }
}
