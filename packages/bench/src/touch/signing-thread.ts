import { generateKeyPairSync, sign } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';

const AT_ONCE = 16;
const PAUSE_MS = 100;
const MICROS_PER_MS = 1000;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const message = Buffer.alloc(900, 'x');
const done = new AbortController();
parentPort?.once('message', () => done.abort());

let signatures = 0;
// This thread's own CPU, from first to last: the kernel brings it up to date every few milliseconds only, which a short sample is too short for.
const before = process.threadCpuUsage();
do {
  for (let index = 0; index < AT_ONCE; index += 1) sign('sha256', message, privateKey);
  signatures += AT_ONCE;
  await pause(PAUSE_MS, undefined, { signal: done.signal }).catch(() => undefined);
} while (!done.signal.aborted);
const { user, system } = process.threadCpuUsage(before);
parentPort?.postMessage((user + system) / MICROS_PER_MS / signatures);
