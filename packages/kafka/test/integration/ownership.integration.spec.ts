import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ownership } from '../../src/index.ts';
import { aBroker, type Broker } from './support/broker.ts';
import { Spy } from './support/spy.ts';

describe('an ownership', () => {
  let broker: Broker;
  beforeEach(async () => {
    broker = await aBroker();
  });
  afterEach(() => broker.close());

  function anOwnership(groupId: string, topic: string, told: Spy<string>): Ownership {
    const ownership = new Ownership({
      ...broker,
      groupId,
      topic,
      onGained: (partition) => told.add(`gained ${partition}`),
      onLost: (partition) => told.add(`lost ${partition}`),
    });
    broker.onClose(() => ownership.stop());
    ownership.start();
    return ownership;
  }

  it('shares the partitions evenly, moves no more of them than it must, and hands all back to the one that stays', async () => {
    const [topic, groupId] = [await broker.topic(6), broker.group()];
    const [first, second] = [new Spy<string>(), new Spy<string>()];
    const staying = anOwnership(groupId, topic, first);
    await first.until((told) => told.length === 6);

    const leaving = anOwnership(groupId, topic, second);
    await second.until((told) => told.length === 3);
    await first.until((told) => told.length === 9);
    expect(new Set([...staying.owned(), ...leaving.owned()])).toEqual(new Set([0, 1, 2, 3, 4, 5]));

    await leaving.stop();
    const told = await first.until((all) => all.length === 12);
    expect(told.slice(6, 9).map((text) => text.replace('lost', 'gained'))).toEqual(told.slice(9));
    expect(staying.owned()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(leaving.owned()).toEqual([]);
  });

  it('owns nothing any more when its last heartbeat is too old, though nobody else has taken over', async () => {
    const [topic, groupId] = [await broker.topic(2), broker.group()];
    const told = new Spy<string>();
    const ownership = anOwnership(groupId, topic, told);
    await told.until((all) => all.length === 2);

    ownership.fence.lapse();

    expect(ownership.owned()).toEqual([]);
    expect(ownership.owns(0)).toBe(false);
    expect(ownership.lastHeartbeatAgeMs()).toBe(Number.POSITIVE_INFINITY);
  });
});
