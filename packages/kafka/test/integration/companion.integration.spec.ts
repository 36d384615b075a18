import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Companion, Runner } from '../../src/index.ts';
import { aBroker, type Broker } from './support/broker.ts';
import { Spy } from './support/spy.ts';

const HOUR_MS = 3_600_000;

describe('a runner with a companion topic', () => {
  let broker: Broker;
  beforeEach(async () => {
    broker = await aBroker();
  });
  afterEach(() => broker.close());

  async function someTopics(partitions: number) {
    const requests = await broker.topic(partitions, { 'message.timestamp.type': 'LogAppendTime' });
    const results = await broker.topic(partitions, { 'message.timestamp.type': 'LogAppendTime' });
    return { requests, results, groupId: broker.group() };
  }

  const put = (topic: string, partition: number, text: string) =>
    broker.publisher.publish({ topic, partition, key: 'ph-1', value: Buffer.from(text) });

  function aRunner(
    topics: { requests: string; results: string; groupId: string },
    happened: Spy<string>,
    companion: Partial<Companion> = {},
  ): Runner {
    const runner = new Runner({
      ...broker,
      groupId: topics.groupId,
      topic: topics.requests,
      handle: async ({ partition, value }) => happened.add(`handled ${partition} ${value}`),
      companion: {
        topic: topics.results,
        windowMs: HOUR_MS,
        from: (_partition, oldest) => oldest ?? Date.now(),
        read: ({ partition, value }) => happened.add(`read ${partition} ${value}`),
        assigned: (partition) => happened.add(`assigned ${partition}`),
        lost: (partition) => happened.add(`lost ${partition}`),
        ...companion,
      },
    });
    broker.onClose(() => runner.stop());
    runner.start();
    return runner;
  }

  it('reads the results since the oldest uncommitted request before it handles any request', async () => {
    const topics = await someTopics(1);
    await put(topics.results, 0, 'old result');
    await put(topics.requests, 0, 'request 1');
    await put(topics.results, 0, 'result 1');
    await put(topics.requests, 0, 'request 2');
    await put(topics.results, 0, 'result 2');
    const happened = new Spy<string>();

    aRunner(topics, happened);

    const seen = await happened.until((all) => all.includes('handled 0 request 2') && all.includes('read 0 old result'));
    const firstHandled = seen.indexOf('handled 0 request 1');
    expect(seen.slice(0, firstHandled)).toEqual(['read 0 result 1', 'read 0 result 2', 'assigned 0']);
  });

  it('reads the rest of the window behind, each record once, and then what is written from now on', async () => {
    const topics = await someTopics(1);
    for (let i = 0; i < 5; i += 1) {
      await put(topics.results, 0, `old ${i}`);
    }
    await put(topics.requests, 0, 'request');
    await put(topics.results, 0, 'its result');
    const happened = new Spy<string>();

    aRunner(topics, happened);
    await happened.until((all) => all.includes('read 0 old 4'));
    await put(topics.results, 0, 'new');

    const seen = await happened.until((all) => all.includes('read 0 new'));
    expect(seen.filter((event) => event.startsWith('read')).toSorted()).toEqual(
      ['its result', 'new', 'old 0', 'old 1', 'old 2', 'old 3', 'old 4'].map((text) => `read 0 ${text}`),
    );
  });

  it('knows for a redelivered request what was written to the results until that moment, though they are read at a pace', async () => {
    const topics = await someTopics(1);
    await put(topics.requests, 0, 'request');
    const happened = new Spy<string>();
    const runner = new Runner({
      ...broker,
      groupId: topics.groupId,
      topic: topics.requests,
      handle: async (_, { redelivered, companionRead }) => {
        await put(topics.results, 0, 'result of a former owner');
        await companionRead();
        happened.add(`concludes, redelivered ${redelivered}`);
      },
      companion: {
        topic: topics.results,
        windowMs: HOUR_MS,
        from: () => Date.now(),
        read: ({ value }) => happened.add(`read ${value}`),
      },
    });
    broker.onClose(() => runner.stop());
    runner.start();

    const seen = await happened.until((all) => all.some((event) => event.startsWith('concludes')));
    expect(seen).toEqual(['read result of a former owner', 'concludes, redelivered true']);
  });

  it('lets requests flow at once where none was left uncommitted', async () => {
    const topics = await someTopics(1);
    await put(topics.results, 0, 'old');
    const happened = new Spy<string>();

    aRunner(topics, happened);
    await happened.until((all) => all.includes('assigned 0'));
    await put(topics.requests, 0, 'request');

    expect(await happened.until((all) => all.includes('handled 0 request'))).toContain('assigned 0');
  });

  it('gives a member the results of exactly the partitions whose requests it owns, also after a handover', async () => {
    const topics = await someTopics(4);
    const [first, second] = [new Spy<string>(), new Spy<string>()];
    aRunner(topics, first);
    await first.until((all) => [0, 1, 2, 3].every((p) => all.includes(`assigned ${p}`)));

    const successor = aRunner(topics, second);
    await first.until((all) => all.filter((event) => event.startsWith('lost')).length === 2);
    await second.until((all) => all.filter((event) => event.startsWith('assigned')).length === 2);
    await Promise.all([0, 1, 2, 3].map((p) => put(topics.results, p, 'result')));
    const moved = [...successor.assignment()];

    const results = await second.until((all) => moved.every((p) => all.includes(`read ${p} result`)));
    expect(new Set(results.filter((event) => event.startsWith('read')))).toEqual(new Set(moved.map((p) => `read ${p} result`)));
    const kept = [0, 1, 2, 3].filter((p) => !moved.includes(p));
    await first.until((all) => kept.every((p) => all.includes(`read ${p} result`)));
  });

  it('holds the requests of a partition that has no results yet, and lets them flow once it has', async () => {
    const requests = await broker.topic(2, { 'message.timestamp.type': 'LogAppendTime' });
    const results = await broker.topic(1);
    const topics = { requests, results, groupId: broker.group() };
    await put(requests, 1, 'early');
    const happened = new Spy<string>();
    const runner = aRunner(topics, happened);
    await happened.until((all) => all.includes('assigned 0'));
    expect(runner.health().resting).toEqual([1]);

    await broker.admin.createPartitions({ topicPartitions: [{ topic: results, count: 2 }] });

    expect(await happened.until((all) => all.includes('handled 1 early'))).toContain('assigned 1');
  });

  it('tells of a request that was handled and that nothing in the results answers', async () => {
    const topics = await someTopics(1);
    const names = ({ value }: { value: Buffer | null }) => [`${value}`.replace(/^\w+ /, '')];
    const happened = new Spy<string>();
    const runner = aRunner(topics, happened, { names: { asked: names, answered: names }, answerWithinMs: 200 });
    await happened.until((all) => all.includes('assigned 0'));

    await put(topics.requests, 0, 'request answered');
    await put(topics.results, 0, 'result answered');
    await put(topics.requests, 0, 'request forgotten');
    await put(topics.results, 0, 'result unasked');

    await happened.until((all) => all.includes('handled 0 request forgotten') && all.includes('read 0 result unasked'));
    await expect.poll(() => runner.health().unanswered, { timeout: 10_000 }).toEqual(['0:1']);
    await put(topics.results, 0, 'result forgotten');
    await expect.poll(() => runner.health().unanswered, { timeout: 10_000 }).toEqual([]);
  });
});
