import { describe, expect, it } from 'vitest';
import { formatTopics } from '../output/format-topics.ts';
import { topicPlan } from './topic-plan.ts';

describe('the topics of an installation', () => {
  it('come internal ones first, then results before requests for each vendor, with its number of partitions', () => {
    const plan = topicPlan([{ id: 'acme', partitions: 3, batch: null }]);

    expect(plan.slice(-3).map(({ name, partitions }) => `${name} ${partitions}`)).toEqual([
      'officine.vendor.acme.results.v1 3',
      'officine.vendor.acme.requests.v1 3',
      'officine.vendor.acme.notices.v1 1',
    ]);
    expect(plan[0]?.name).toBe('officine.checks.deferred.v1');
  });

  it('hold a batch topic only for vendors that were granted it', () => {
    const plan = topicPlan([
      { id: 'acme', partitions: 3, batch: null },
      { id: 'bcme', partitions: 2, batch: { purpose: 'yearly review' } },
    ]);

    expect(plan.map(({ name }) => name).filter((name) => name.includes('.batch.'))).toEqual(['officine.vendor.bcme.batch.v1']);
  });

  it('are told by what changes, and counted where they are right', () => {
    const changes = [
      { kind: 'grow', topic: 'a', from: 3, to: 6 },
      { kind: 'shrink', topic: 'b', from: 12, to: 6 },
    ] as const;

    expect(formatTopics({ topics: 14, changes }, { dryRun: true })).toEqual([
      'to grow: a (partitions: 3 → 6)',
      'left as it is: b has 12 partitions, declared are 6, and none can be taken away',
      '12 of 14 topics are as declared',
    ]);
  });
});
