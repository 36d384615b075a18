import { describe, expect, it } from 'vitest';
import { silent } from '../../test/support/silent.ts';
import { type Life, TopicLives } from './topic-lives.ts';

const OPENED = new Date('2026-11-24T10:00:00Z');
const CHAIN: Life = { _id: 'c/t/0/1', openedAt: OPENED };

/** A topic of one partition that holds records from `low` to `high`, the first of them `firstAfterMs` after the chain was opened. */
function aPlace(of: { low?: bigint; high?: bigint; firstAfterMs?: number; committed?: bigint; life?: Life | null }) {
  const { low = 0n, high = 10n, firstAfterMs = -1, committed = 10n } = of;
  const reread: [number, bigint][] = [];
  const lives = new TopicLives({
    offsets: {
      ends: async () => new Map([[0, { low, high }]]),
      since: async (_, timestamp) => new Map([[0, OPENED.getTime() + firstAfterMs >= timestamp ? low : high]]),
      committed: async () => new Map([[0, committed]]),
      close: async () => undefined,
    },
    topic: 't',
    group: 'g',
    owned: () => [0],
    lifeOf: async () => (of.life === undefined ? CHAIN : of.life),
    endOf: async () => 9,
    rereadFrom: (partition, offset) => void reread.push([partition, offset]),
    logger: silent,
  });
  return { lives, reread };
}

describe('a partition', () => {
  it.each([
    ['whose record is where the group is', {}],
    ['without any record yet', { life: null }],
    ['whose first records retention took', { low: 5n, firstAfterMs: 1_000 }],
  ])('%s is read on', async (_, of) => {
    const { lives, reread } = aPlace(of);

    await lives.look();

    expect(reread).toEqual([]);
  });

  it('of a topic that was made anew is read from its beginning, once', async () => {
    const { lives, reread } = aPlace({ high: 40n, firstAfterMs: 5_000 });

    await lives.look();
    await lives.look();

    expect(reread).toEqual([[0, 0n]]);
  });

  it('of which the record has less than the group says is read again from the end of the record, whenever it is gained', async () => {
    const { lives, reread } = aPlace({ high: 30n, committed: 25n });

    await lives.look();
    await lives.look();
    lives.gained(0);
    await lives.look();

    expect(reread).toEqual([
      [0, 10n],
      [0, 10n],
    ]);
  });
});
