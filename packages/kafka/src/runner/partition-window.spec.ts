import { describe, expect, it } from 'vitest';
import type { FetchedBatch } from '../group/fetched-batch.ts';
import type { InboundRecord } from '../records/record.ts';
import { PartitionWindow } from './partition-window.ts';

function aRecord(offset: number, bytes = 10, timestamp = 1_000 + offset): InboundRecord {
  return { topic: 't', partition: 0, offset: BigInt(offset), timestamp, key: null, value: Buffer.alloc(bytes), headers: {} };
}

function aBatch(from: number, to: number, options: { end?: number; bytes?: number; life?: number } = {}): FetchedBatch {
  const records = Array.from({ length: to - from }, (_, i) =>
    aRecord(from + i, options.bytes, (options.life ?? 1_000) + from + i),
  );
  const end = BigInt(options.end ?? to);
  return { topic: 't', partition: 0, records, from: BigInt(from), end, highWatermark: end };
}

function aWindow(records = 4, bytes = 1_000_000): PartitionWindow {
  return new PartitionWindow(0, { records, bytes });
}

function take(window: PartitionWindow): InboundRecord {
  const record = window.take();
  if (record === undefined) {
    throw new Error('nothing to take');
  }
  return record;
}

describe('a partition window', () => {
  it('commits the contiguous finished prefix, whatever the order of finishing', () => {
    const window = aWindow();
    window.offer(aBatch(5, 8));
    const [a, b, c] = [take(window), take(window), take(window)];

    window.settle(c, true);
    expect(window.committable()).toBeNull();
    window.settle(a, true);
    expect(window.committable()).toBe(6n);
    window.settle(b, true);
    expect(window.committable()).toBe(8n);
  });

  it('never commits past a record that was given up', () => {
    const window = aWindow();
    window.offer(aBatch(0, 3));
    const [a, b, c] = [take(window), take(window), take(window)];

    window.settle(a, true);
    window.settle(b, false);
    window.settle(c, true);

    expect(window.committable()).toBe(1n);
  });

  it('commits over transaction markers at the end, also when there was nothing else', () => {
    const window = aWindow();
    window.offer({ topic: 't', partition: 0, records: [], from: 7n, end: 7n, highWatermark: 7n });
    expect(window.committable()).toBeNull();

    window.offer(aBatch(7, 8, { end: 9 }));
    window.settle(take(window), true);

    expect(window.committable()).toBe(9n);
  });

  it('offers nothing to commit twice', () => {
    const window = aWindow();
    window.offer(aBatch(0, 1));
    window.settle(take(window), true);

    window.committed(1n);

    expect(window.committable()).toBeNull();
  });

  it('leaves out records that are met again while they are here', () => {
    const window = aWindow();
    window.offer(aBatch(0, 3));
    const running = take(window);

    expect(window.offer(aBatch(0, 5))).toBe(5n);

    expect(window.queued).toBe(4);
    window.settle(running, true);
    expect(window.committable()).toBe(1n);
  });

  it('takes only what fits, at least one record, and says where to go on', () => {
    const window = aWindow(100, 2_000);

    expect(window.offer(aBatch(0, 10, { bytes: 500 }))).toBe(1n);
    expect(window.offer(aBatch(1, 10, { bytes: 500 }))).toBe(1n);
    expect(window.full).toBe(false);

    take(window);
    expect(window.offer(aBatch(1, 10, { bytes: 5_000 }))).toBe(2n);
    expect(window.full).toBe(true);
  });

  it('starts no more at a time than it may, and nothing while it is held', () => {
    const window = aWindow(2);
    window.offer(aBatch(0, 5));

    const release = window.hold();
    expect(window.take()).toBeUndefined();
    release();
    release();

    expect([window.take()?.offset, window.take()?.offset, window.take()?.offset]).toEqual([0n, 1n, undefined]);
  });

  it('says which records a former owner may have begun', () => {
    const window = aWindow();
    window.offer({ ...aBatch(0, 2), highWatermark: 2n });
    window.offer(aBatch(2, 3));

    expect([take(window), take(window), take(window)].map((record) => window.mayBeRepeat(record))).toEqual([true, true, false]);
  });

  it('knows a batch of another life, as within one assignment reading only goes forward', () => {
    const window = aWindow();
    window.offer(aBatch(0, 3));
    window.settle(take(window), true);
    window.committed(1n);

    expect(window.isRewind(aBatch(0, 3))).toBe(true);
    expect(window.isRewind(aBatch(3, 5))).toBe(false);
  });

  it('knows it after a new assignment by an offset before the last commit of then', () => {
    const window = aWindow();
    window.offer(aBatch(0, 5));
    window.settle(take(window), true);
    window.committed(1n);

    window.rejoined();

    expect(window.isRewind(aBatch(0, 5))).toBe(true);
    expect(window.isRewind(aBatch(1, 5))).toBe(false);
  });

  it('is not misled by a commit that is acknowledged between the new assignment and the first batch', () => {
    const window = aWindow();
    window.offer(aBatch(0, 5));
    window.rejoined();

    window.settle(take(window), true);
    window.committed(1n);

    expect(window.isRewind(aBatch(0, 5))).toBe(false);
    expect(window.offer(aBatch(0, 5))).toBe(5n);
    expect(window.queued).toBe(4);
  });

  it('knows a topic made anew by its timestamps, even before the first commit', () => {
    const window = aWindow();
    window.offer(aBatch(0, 3));
    for (let i = 0; i < 3; i += 1) {
      window.settle(take(window), true);
    }

    window.rejoined();

    expect(window.isRewind(aBatch(0, 2, { life: 9_000 }))).toBe(true);
    expect(window.isRewind(aBatch(0, 3))).toBe(false);
  });

  it('notices offsets that were passed over while reading, and not those between two assignments', () => {
    const window = aWindow(8);
    window.offer(aBatch(0, 3));

    expect(window.passedOver(aBatch(3, 5))).toBeNull();
    expect(window.passedOver(aBatch(5, 7))).toEqual({ from: 3n, to: 5n });
    window.rejoined();
    expect(window.passedOver(aBatch(5, 7))).toBeNull();
  });
});
