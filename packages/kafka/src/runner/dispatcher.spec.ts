import { afterEach, describe, expect, it, vi } from 'vitest';
import { Fence } from '../fence/fence.ts';
import type { InboundRecord } from '../records/record.ts';
import { Dispatcher } from './dispatcher.ts';
import { PartitionWindow } from './partition-window.ts';
import type { RecordContext } from './record-handling.ts';

const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function aRecord(partition: number, offset: number): InboundRecord {
  return { topic: 't', partition, offset: BigInt(offset), timestamp: offset, key: null, value: null, headers: {} };
}

/** A dispatcher of two partitions with `records` each; every handler ends when the test says so. Those without work use up no slice. */
function aDispatcher(records: number, { maxInFlight = 100, maxAtWork = 100, workMs = 0 }) {
  if (workMs === 0) {
    vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  }
  const windows = new Map([0, 1].map((partition) => [partition, new PartitionWindow(partition, { records: 100, bytes: 1e6 })]));
  for (const [partition, window] of windows) {
    const batch = Array.from({ length: records }, (_, offset) => aRecord(partition, offset));
    window.offer({ topic: 't', partition, records: batch, from: 0n, end: BigInt(records), highWatermark: BigInt(records) });
  }
  const fence = new Fence();
  fence.beat();
  const begun: { record: InboundRecord; context: RecordContext; end: () => void; fail: (error: unknown) => void }[] = [];
  const dispatcher = new Dispatcher({
    ...{ logger, fence, windows, maxInFlight, maxAtWork, epoch: () => 1, limitMs: 60_000, gaps: undefined, onSettled: quiet },
    onUnhandled: async () => undefined,
    companionRead: async () => undefined,
    handle: (record, context) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      begun.push({ record, context, end: resolve, fail: reject });
      for (const begunMs = performance.now(); performance.now() - begunMs < workMs; ) {
        // Leaves the event loop no turn.
      }
      return promise;
    },
  });
  dispatcher.dispatch();
  return { dispatcher, begun, windows, fence };
}

afterEach(() => void vi.restoreAllMocks());

describe('the records that are handled side by side', () => {
  it('are of all partitions in turn, up to the limit', () => {
    const { begun } = aDispatcher(10, { maxInFlight: 4 });

    expect(begun.map(({ record }) => record.partition).join()).toMatch(/^(0,1,0,1|1,0,1,0)$/);
  });

  it('are few as long as they wait for nobody else, and further ones begin as these end', async () => {
    const { begun } = aDispatcher(10, { maxAtWork: 3 });
    expect(begun).toHaveLength(3);

    begun[0]!.end();
    await turn();

    expect(begun).toHaveLength(4);
  });

  it('leave room for others once they only wait, said once or twice', async () => {
    const { begun, dispatcher } = aDispatcher(10, { maxInFlight: 6, maxAtWork: 2 });

    begun[0]!.context.waits();
    begun[0]!.context.waits();
    expect(begun).toHaveLength(3);
    for (const { context } of begun.slice(1)) {
      context.waits();
    }
    expect(begun).toHaveLength(5);
    begun[0]!.end();
    await turn();

    expect(begun).toHaveLength(5);
    expect(dispatcher.inFlight).toBe(4);
  });

  it('leave the event loop its turns, however many may begin', async () => {
    const { begun } = aDispatcher(50, { workMs: 2 });
    let turns = 0;
    for (; begun.length < 100; turns += 1) {
      await turn();
    }

    expect(turns).toBeGreaterThan(10);
  });

  it('leave the event loop more time than they take, however many may begin', async () => {
    const begunMs = performance.now();

    const { begun } = aDispatcher(10, { workMs: 2 });
    while (begun.length < 20) {
      await turn();
    }

    const workedMs = 20 * 2;
    expect(performance.now() - begunMs).toBeGreaterThan(2 * workedMs);
  });

  it('hold up their own partition and no other when they have to be tried again', async () => {
    const { begun } = aDispatcher(10, { maxAtWork: 1 });
    const [first] = begun;

    first!.fail(Object.assign(new Error('not now'), { disposition: 'halt' }));
    await turn();

    expect(begun).toHaveLength(2);
    expect(begun[1]!.record.partition).not.toBe(first!.record.partition);
  });

  it('see their partition go, and the fence fall, also when their handler has ended', async () => {
    const { begun, windows, fence } = aDispatcher(1, {});
    const [zero, one] = begun.map(({ context: { owned, signal } }) => ({ owned, signal }));
    for (const { end } of begun) {
      end();
    }
    await turn();

    windows.get(begun[0]!.record.partition)!.lost.abort();
    expect([zero!.owned.aborted, zero!.signal.aborted, one!.owned.aborted]).toEqual([true, true, false]);
    fence.lapse();

    expect([one!.owned.aborted, one!.signal.aborted]).toEqual([true, true]);
  });
});
