import { describe, expect, it } from 'vitest';
import { createProgress, Stopped } from './progress.ts';

describe('progress', () => {
  it('tells when a step is done, or that it failed', async () => {
    const written: string[] = [];
    const progress = createProgress({ write: (text) => written.push(text) });

    await progress.step('Begin', () => Promise.resolve());
    await expect(progress.step('Fail', () => Promise.reject(new Error('no')))).rejects.toThrow('no');

    expect(written.map((line) => line.replace(/[\d.]+ s/, 's'))).toEqual(['✓ Begin (s)\n', '✗ Fail (s)\n']);
  });

  it('lets nobody wait for a running step when it is stopped, whatever becomes of its work', async () => {
    const stop = new AbortController();
    const work = Promise.withResolvers<never>();
    const running = createProgress({ stopped: stop.signal, write: () => undefined }).step('Run', () => work.promise);

    stop.abort();

    await expect(running).rejects.toBeInstanceOf(Stopped);
    work.reject(new Error('too late'));
  });

  it('begins nothing once it is stopped', async () => {
    const begun: string[] = [];
    const progress = createProgress({ stopped: AbortSignal.abort(), write: () => undefined });

    await expect(progress.step('Begin', () => Promise.resolve(begun.push('work')))).rejects.toBeInstanceOf(Stopped);

    expect(begun).toEqual([]);
  });
});
