import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TopicAdmin } from '../../src/index.ts';
import { aBroker, type Broker } from './support/broker.ts';

describe('the topic admin', () => {
  let broker: Broker;
  let topics: TopicAdmin;
  beforeEach(async () => {
    broker = await aBroker();
    topics = new TopicAdmin(broker.kafka);
    broker.onClose(() => topics.close());
  });
  afterEach(() => broker.close());

  it('creates what is missing with its configuration, and then has nothing more to do', async () => {
    const name = `officine.test.${randomUUID()}`;
    broker.onClose(() => broker.admin.deleteTopics({ topics: [name] }));
    const spec = { name, partitions: 3, config: { 'cleanup.policy': 'compact,delete', 'retention.ms': '3600000' } };

    expect(await topics.ensure([spec])).toEqual([{ kind: 'create', topic: name, partitions: 3 }]);

    expect(await topics.plan([spec])).toEqual([]);
    expect((await topics.describe([name])).get(name)).toEqual({ partitions: 3, config: spec.config });
  });

  it('grows and configures what differs, and leaves settings alone that it was not told of', async () => {
    const name = await broker.topic(1, { 'segment.ms': '600000', 'retention.ms': '1000000' });
    const spec = { name, partitions: 2, config: { 'retention.ms': '2000000' } };

    const done = await topics.ensure([spec]);

    expect(done).toEqual([
      { kind: 'grow', topic: name, from: 1, to: 2 },
      { kind: 'configure', topic: name, name: 'retention.ms', from: '1000000', to: '2000000' },
    ]);
    expect((await topics.describe([name])).get(name)).toEqual({
      partitions: 2,
      config: { 'segment.ms': '600000', 'retention.ms': '2000000' },
    });
  });

  it('names a topic with too many partitions, which nobody can take away', async () => {
    const name = await broker.topic(3);

    expect(await topics.ensure([{ name, partitions: 2, config: {} }])).toEqual([{ kind: 'shrink', topic: name, from: 3, to: 2 }]);
  });
});
