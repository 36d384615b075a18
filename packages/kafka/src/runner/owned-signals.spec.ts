import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Fence } from '../fence/fence.ts';
import type { InboundRecord } from '../records/record.ts';
import { PartitionWindow } from './partition-window.ts';
import { handleRecord, type RecordContext } from './record-handling.ts';

const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** What nobody holds is gone afterwards: a WeakRef that was looked at lives until the turn ends. */
async function collected(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
}

function aWindow(): PartitionWindow {
  return new PartitionWindow(0, { records: 10, bytes: 1e6 });
}

describe('what a handler is told of its partition, whenever it looks', () => {
  it('is that it was lost, though nobody holds the window any more', async () => {
    const fence = new AbortController();
    const lostSignal = () => {
      const window = aWindow();
      const owned = window.ownedUnder(fence.signal);
      window.lost.abort();
      return owned;
    };

    const owned = lostSignal();
    await collected();

    expect(owned.aborted).toBe(true);
  });

  it('is that the fence fell, though it has opened again', async () => {
    const fence = new Fence();
    const window = aWindow();
    fence.beat();
    const owned = window.ownedUnder(fence.signal);

    fence.lapse();
    fence.beat();
    await collected();

    expect(owned.aborted).toBe(true);
    expect(window.ownedUnder(fence.signal).aborted).toBe(false);
    fence.lapse();
  });

  it('is that its time is over, though it looks much later', async () => {
    const fence = new Fence();
    fence.beat();
    const window = aWindow();
    const record: InboundRecord = { topic: 't', partition: 0, offset: 0n, timestamp: 0, key: null, value: null, headers: {} };
    window.offer({ topic: 't', partition: 0, records: [record], from: 0n, end: 1n, highWatermark: 1n });
    const signals: AbortSignal[] = [];
    const handle = async (_: InboundRecord, context: RecordContext) => {
      signals.push(context.signal);
      await (signals.length === 1 ? new Promise(() => undefined) : collected());
    };

    await handleRecord(window, record, {
      ...{ logger, fence, handle, epoch: () => 1, limitMs: 20, waits: quiet, answeredBefore: quiet },
      onUnhandled: async () => undefined,
      companionRead: async () => undefined,
      giveUp: new AbortController().signal,
    });
    await collected();

    expect(signals[0]?.reason).toMatchObject({ name: 'HandlerWithoutEnd' });
    fence.lapse();
  });
});
