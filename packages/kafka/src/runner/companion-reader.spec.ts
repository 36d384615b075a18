import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InboundRecord } from '../records/record.ts';
import { CompanionReader } from './companion-reader.ts';

const RESULTS = 'results';

function aResult(offset: bigint): InboundRecord {
  return { topic: RESULTS, partition: 0, offset, timestamp: 0, key: null, value: null, headers: {} };
}

/** A reader that has gained partition 0 of a companion with `written` records, of which it has read all; more may be written. */
async function aReaderThatHasRead(written: number) {
  const log = { end: BigInt(written) };
  const resumed: number[] = [];
  const looks: bigint[] = [];
  const reader = new CompanionReader(
    { topic: RESULTS, from: () => 0, read: () => undefined, windowMs: 3_600_000 },
    {
      logger: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() },
      offsets: {
        since: async () => new Map([[0, 0n]]),
        ends: async () => {
          looks.push(log.end);
          return new Map([[0, { low: 0n, high: log.end }]]);
        },
      },
      leadTopic: 'requests',
      groupId: 'group',
      pause: () => undefined,
      resume: ({ partition }) => void resumed.push(partition),
      seek: () => undefined,
      oldestUncommitted: async () => null,
      seen: () => undefined,
    },
  );
  const take = (from: bigint, end: bigint) =>
    reader.take({ topic: RESULTS, partition: 0, records: [aResult(end - 1n)], from, end, highWatermark: log.end });
  const ready = Promise.withResolvers<void>();
  reader.gain(0, ready.resolve);
  await vi.waitUntil(() => resumed.length > 0);
  if (written > 0) {
    take(0n, log.end);
  }
  await ready.promise;
  resumed.length = 0;
  looks.length = 0;
  return { reader, log, take, resumed, looks };
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return (await Promise.race([promise, Promise.resolve(pending)])) === pending;
}

describe('reading a companion to where it ends now', () => {
  it('waits for what was written and not read, and reads it without waiting for the next beat', async () => {
    const { reader, log, take, resumed } = await aReaderThatHasRead(5);
    log.end = 8n;

    const read = reader.readToNow(0);

    expect(await isPending(read)).toBe(true);
    expect(resumed).toEqual([0]);
    take(5n, 7n);
    expect(await isPending(read)).toBe(true);
    take(7n, 8n);
    await expect(read).resolves.toBeUndefined();
  });

  it('asks once where it ends for all who want to know in the same moment, and anew for who comes later', async () => {
    const { reader, looks } = await aReaderThatHasRead(5);

    await Promise.all([reader.readToNow(0), reader.readToNow(0), reader.readToNow(0)]);
    await reader.readToNow(0);

    expect(looks).toEqual([5n, 5n]);
  });

  it('holds nobody up for a partition that is not ours', async () => {
    const { reader, looks } = await aReaderThatHasRead(5);

    await reader.readToNow(7);

    expect(looks).toEqual([]);
  });
});

describe('reading a companion to where it ends, as time goes on', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('holds nobody up for longer than two seconds', async () => {
    const { reader, log } = await aReaderThatHasRead(5);
    log.end = 8n;

    const read = reader.readToNow(0);
    expect(await isPending(read)).toBe(true);
    vi.advanceTimersByTime(2_000);

    await expect(read).resolves.toBeUndefined();
  });

  it('looks no more when everything is read that a former owner can have had on its way', async () => {
    const { reader, looks } = await aReaderThatHasRead(5);

    vi.advanceTimersByTime(5_001);
    await reader.readToNow(0);
    await reader.readToNow(0);

    expect(looks).toEqual([5n]);
  });
});
