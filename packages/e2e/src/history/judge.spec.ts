import {
  checkAnswered,
  checkDegraded,
  checkRejected,
  checkRequested,
  type EventDefinition,
  encodeEvent,
} from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { historyOf } from './history.ts';
import { judge } from './judge.ts';
import type { TopicRecord } from './record.ts';

const source = 'urn:test';
let offset = 0n;

function record(
  definition: EventDefinition,
  event: { id: string; subject?: string; extensions?: Record<string, string> },
  at: number,
  data: object,
  partition = 0,
): TopicRecord {
  offset += 1n;
  return { topic: 't', partition, offset, timestamp: at, key: 'ph-0001', ...encodeEvent(definition, { ...event, source, data }) };
}
const asked = (id: string, at = 0, question = 'one') => record(checkRequested, { id }, at, { timeoutMs: 1000, question });
const extensions = { sourceposition: '0:1' };
const answered = (requestId: string, at: number, affiliated: boolean, id = `a-${requestId}`, partition = 0) =>
  record(checkAnswered, { id, subject: requestId, extensions }, at, { requestId, verdict: { affiliated } }, partition);
const degraded = (requestId: string, at: number) =>
  record(checkDegraded, { id: `d-${requestId}`, subject: requestId, extensions }, at, { requestId, recheck: {} });
const conflictOf = (request: TopicRecord, requestId: string, at: number) =>
  record(
    checkRejected,
    { id: `c-${request.offset}`, subject: requestId, extensions: { sourceposition: `${request.partition}:${request.offset}` } },
    at,
    { requestId, cause: { code: 'conflicting-duplicate' } },
  );

describe('the judge of a history', () => {
  it('is content with answers in time, and with a degraded answer that is settled later', () => {
    const results = [answered('r-1', 400, true), degraded('r-2', 1100), answered('r-2', 90_000, false)];

    expect(judge(historyOf([asked('r-1'), asked('r-2')], results))).toEqual([]);
  });

  it('is content with a repeat that is a byte copy', () => {
    const first = answered('r-1', 400, true);

    expect(judge(historyOf([asked('r-1')], [first, { ...first, offset: first.offset + 7n, timestamp: 500 }]))).toEqual([]);
  });

  it.each([
    ['an acknowledged request has its result', []],
    ['a request has one truth', [answered('r-1', 400, true), answered('r-1', 500, false, 'other')]],
    [
      'a repeat is a byte copy',
      [
        answered('r-1', 400, true, 'same'),
        { ...answered('r-1', 500, true, 'same'), value: Buffer.from('{"verdict":{"affiliated":true}}') },
      ],
    ],
    [
      'a request is answered once, and every other answer is its copy',
      [answered('r-1', 400, true), answered('r-1', 500, true, 'b')],
    ],
    ['a result stands in the partition of its request', [answered('r-1', 400, true, 'x', 1)]],
    ['a result comes in time', [answered('r-1', 1251, true)]],
  ])('finds a broken promise: %s', (promise, results) => {
    expect(judge(historyOf([asked('r-1')], results)).map((violation) => violation.promise)).toContain(promise);
  });

  it('wants a result for every asking, and is content with copies', () => {
    const first = answered('r-1', 400, true);
    const copy = { ...first, offset: first.offset + 7n, timestamp: 900 };

    expect(judge(historyOf([asked('r-1'), asked('r-1', 800)], [first, copy]))).toEqual([]);
    expect(judge(historyOf([asked('r-1'), asked('r-1', 800)], [first])).map(({ promise }) => promise)).toEqual([
      'a result comes in time',
    ]);
  });

  it('wants a conflicting duplicate to be told, and what was asked first to be answered all the same', () => {
    const [first, conflicting] = [asked('r-1'), asked('r-1', 10, 'another')];
    const told = conflictOf(conflicting, 'r-1', 20);

    expect(judge(historyOf([first, conflicting], [told, answered('r-1', 400, true)]))).toEqual([]);
    expect(judge(historyOf([first, conflicting], [told])).map(({ promise }) => promise)).toContain(
      'an acknowledged request has its result',
    );
    expect(judge(historyOf([first, conflicting], [answered('r-1', 400, true)])).map(({ promise }) => promise)).toContain(
      'a conflicting duplicate is told',
    );
  });

  it('wants no conflict where what was asked first was rejected: that is judged anew', () => {
    const [first, other] = [asked('r-1'), asked('r-1', 10, 'another')];
    const rejected = (request: TopicRecord, at: number) => ({
      ...conflictOf(request, 'r-1', at),
      value: Buffer.from(JSON.stringify({ requestId: 'r-1', cause: { code: 'unknown-pharmacy' } })),
    });

    expect(judge(historyOf([first, other], [rejected(first, 20), rejected(other, 30)]))).toEqual([]);
  });

  it('wants a result for a record that nobody can read as well, told by its position', () => {
    const unreadable: TopicRecord = { ...asked('r-1'), headers: { ce_type: 'nonsense' }, value: Buffer.from('{"poison"') };
    const place = `0:${unreadable.offset}`;
    const told = record(checkRejected, { id: 'p-1', subject: place, extensions: { sourceposition: place } }, 20, {
      requestId: place,
      cause: { code: 'invalid-request' },
    });

    expect(judge(historyOf([unreadable], [told]))).toEqual([]);
    expect(judge(historyOf([unreadable], [])).map(({ promise }) => promise)).toContain('an acknowledged request has its result');
  });

  it('takes a request that came to another partition, because its topic grew meanwhile, for another request', () => {
    const [first, second] = [asked('r-1'), { ...asked('r-1', 800), partition: 6 }];
    const theirs = answered('r-1', 400, true);
    const ours = {
      ...answered('r-1', 900, true, 'other', 6),
      headers: { ...theirs.headers, ce_id: 'b', ce_sourceposition: '6:1' },
    };

    expect(judge(historyOf([first, second], [theirs, ours]))).toEqual([]);
    expect(judge(historyOf([first, second], [theirs])).map(({ promise }) => promise)).toContain(
      'an acknowledged request has its result',
    );
  });

  it('wants degraded checks to be settled only where there was time for it', () => {
    const history = historyOf([asked('r-1')], [degraded('r-1', 1100)]);

    expect(judge(history)).toEqual([]);
    expect(judge(history, [], { settled: true }).map(({ promise }) => promise)).toEqual([
      'a degraded check is settled by itself',
    ]);
  });

  it('excuses lateness up to twelve seconds after a disturbance that touched the budget, and not a millisecond more', () => {
    const disturbances = [{ from: 500, to: 3000 }];

    expect(judge(historyOf([asked('r-1')], [answered('r-1', 15_000, true)]), disturbances)).toEqual([]);
    expect(judge(historyOf([asked('r-1')], [answered('r-1', 15_001, true)]), disturbances)).toHaveLength(1);
  });

  it('excuses a request that came before a partition had its owner again, up to the same instant', () => {
    const disturbances = [{ from: 500, to: 3000 }];

    expect(judge(historyOf([asked('r-1', 5000)], [answered('r-1', 15_000, true)]), disturbances)).toEqual([]);
    expect(judge(historyOf([asked('r-1', 5000)], [answered('r-1', 15_001, true)]), disturbances)).toHaveLength(1);
  });

  it('does not excuse lateness for a disturbance that everybody had recovered from', () => {
    const history = historyOf([asked('r-1', 16_000)], [answered('r-1', 18_000, true)]);

    expect(judge(history, [{ from: 500, to: 3000 }])).toHaveLength(1);
  });
});
