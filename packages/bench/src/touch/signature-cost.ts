import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * CPU of one bare RSA-2048 signature, milliseconds: the mean of those that a thread makes while `work` runs, so that it is slowed by
 * whatever else the machine does as much as the work is.
 */
export async function signatureMsDuring<T>(work: () => Promise<T>): Promise<{ readonly signatureMs: number; readonly value: T }> {
  const thread = new Worker(new URL('./signing-thread.ts', import.meta.url));
  const signatureMs = once(thread, 'message').then(([mean]) => mean as number);
  try {
    const value = await work();
    thread.postMessage('done');
    return { value, signatureMs: await signatureMs };
  } finally {
    await thread.terminate();
  }
}
