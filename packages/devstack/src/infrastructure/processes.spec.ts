import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAlive } from '../../test/support/is-alive.ts';
import { ProcessFailed, startProcess, untilReady } from './processes.ts';

const logFile = () => join(mkdtempSync(join(tmpdir(), 'devstack-')), 'log');
const node = (script: string) => ({ name: 'a child', command: process.execPath, args: ['-e', script] });

describe('a child process', () => {
  it('that ends before it is ready fails the start, with what it printed last', async () => {
    const child = startProcess({ ...node("console.error('no such port'); process.exit(7)"), logFile: logFile() });

    const ready = untilReady(child, () => new Promise<void>(() => undefined));

    await expect(ready).rejects.toThrow(ProcessFailed);
    await expect(ready).rejects.toThrow(/a child ended before it was ready \(exit code 7\)\nno such port/);
  });

  it('that does not listen to SIGTERM is killed after its grace', async () => {
    const message = Promise.withResolvers<unknown>();
    const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send('up')";
    const child = startProcess({ ...node(script), logFile: logFile(), onMessage: message.resolve });
    await message.promise;

    const end = await child.stop(50);

    expect(end).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('takes its own children with it', async () => {
    const message = Promise.withResolvers<unknown>();
    const grandchild = "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid";
    const child = startProcess({ ...node(`process.send(${grandchild})`), logFile: logFile(), onMessage: message.resolve });
    const pid = Number(await message.promise);

    child.signal('SIGKILL');
    await child.ended;

    await expect.poll(() => isAlive(pid), { timeout: 4_000 }).toBe(false);
  });

  it('whose program is not there fails at once, by name', () => {
    expect(() => startProcess({ name: 'a service', command: 'no-such-program', args: [] })).toThrow(
      /a service cannot be started/,
    );
  });
});
