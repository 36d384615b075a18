import type { Appended, ReceivedEvent } from '@officine/audit';
import { describe, expect, it } from 'vitest';
import { silent } from '../../test/support/silent.ts';
import { PartitionFeed, PartitionGivenUp } from './partition-feed.ts';

function anEvent(offset: number): ReceivedEvent {
  return {
    id: `e-${offset}`,
    source: '/test',
    offset,
    data: { action: 'check.asked', at: '2026-11-24T00:00:00Z', environment: 'custom', service: 'test' },
  };
}

/** A chain whose appends end when told to. */
function aChain() {
  const calls: { readonly offsets: number[]; readonly end: PromiseWithResolvers<void> }[] = [];
  const called: PromiseWithResolvers<void>[] = [];
  const chain = {
    append: async (events: readonly ReceivedEvent[]): Promise<Appended> => {
      const end = Promise.withResolvers<void>();
      calls.push({ offsets: events.map(({ offset }) => offset), end });
      called.splice(0).forEach(({ resolve }) => {
        resolve();
      });
      await end.promise;
      return { appended: [], repeats: 0, collisions: 0 };
    },
  };
  const nextCall = async (count: number) => {
    while (calls.length < count) {
      const waiting = Promise.withResolvers<void>();
      called.push(waiting);
      await waiting.promise;
    }
  };
  return { chain, calls, nextCall };
}

const aFeed = (chain: ReturnType<typeof aChain>['chain']) =>
  new PartitionFeed({ chain, observer: { recorded: () => undefined }, logger: silent, heartbeatAgeMs: () => 0 });

describe("a partition's feed", () => {
  it('appends what arrives meanwhile together, and one append at a time', async () => {
    const { chain, calls, nextCall } = aChain();
    const feed = aFeed(chain);
    const done = [0, 1, 2].map((offset) => feed.take(anEvent(offset)));
    await nextCall(1);
    done.push(feed.take(anEvent(3)), feed.take(anEvent(4)));

    calls[0]!.end.resolve();
    await nextCall(2);
    calls[1]!.end.resolve();
    await Promise.all(done);

    expect(calls.map(({ offsets }) => offsets)).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });

  it('tries again, in the same order, while the database is away, and says so', async () => {
    const { chain, calls, nextCall } = aChain();
    const feed = aFeed(chain);
    const done = [feed.take(anEvent(0)), feed.take(anEvent(1))];
    await nextCall(1);
    const late = feed.take(anEvent(2));

    calls[0]!.end.reject(new TypeError('no route'));
    await nextCall(2);
    expect(feed.problem).toBe('TypeError');
    calls[1]!.end.resolve();
    await Promise.all([...done, late]);

    expect(calls[1]!.offsets).toEqual([0, 1, 2]);
    expect(feed.problem).toBeNull();
  });

  it('gives up what is not written when the partition goes to somebody else', async () => {
    const { chain, nextCall } = aChain();
    const feed = aFeed(chain);
    const taken = feed.take(anEvent(0));
    await nextCall(1);

    feed.close();

    await expect(taken).rejects.toBeInstanceOf(PartitionGivenUp);
    await expect(feed.take(anEvent(1))).rejects.toBeInstanceOf(PartitionGivenUp);
  });
});
