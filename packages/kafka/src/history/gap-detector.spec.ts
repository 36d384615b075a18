import { describe, expect, it } from 'vitest';
import type { InboundRecord } from '../records/record.ts';
import { type Gap, GapDetector } from './gap-detector.ts';

const aRecord = (offset: number, id: string, partition = 0): InboundRecord => ({
  ...{ topic: 't', partition, offset: BigInt(offset), timestamp: 0, key: null, value: null },
  headers: { id, position: `${partition}:${offset}` },
});
/** An answer names the position of the request that it was first given for. */
const anAnswer = (position: string, id: string, partition = 0) => ({
  ...aRecord(99, id, partition),
  headers: { id, position },
});

function aDetector() {
  const told: (readonly Gap[])[] = [];
  const world = { told, nowMs: 0, complete: true };
  const names = (record: InboundRecord) => [record.headers['position'] ?? '', record.headers['id'] ?? ''];
  const detector = new GapDetector({
    names: { asked: names, answered: names },
    graceMs: 1_000,
    isComplete: () => world.complete,
    onMissing: (gaps) => told.push(gaps),
    now: () => world.nowMs,
  });
  return { detector, world };
}

describe('the gap detector', () => {
  it('tells once of a record that was finished and whose answer nobody can read', () => {
    const { detector, world } = aDetector();
    for (const record of [aRecord(1, 'a'), aRecord(2, 'b')]) {
      detector.begun(record);
      detector.finished(record);
    }
    detector.answered(anAnswer('0:1', 'a'));

    detector.look();
    world.nowMs = 1_000;
    detector.look();
    detector.look();

    expect(world.told).toEqual([[{ partition: 0, offset: 2n }]]);
    expect(detector.missing()).toHaveLength(1);
  });

  it('waits for no answer that was read before the record was begun', () => {
    const { detector, world } = aDetector();
    const [before, open] = [aRecord(1, 'a'), aRecord(2, 'b')];
    detector.answered(anAnswer('0:1', 'a'));

    for (const record of [before, open]) {
      detector.begun(record);
    }
    detector.answeredBefore(before);
    for (const record of [before, open]) {
      detector.finished(record);
    }
    world.nowMs = 1_000;
    detector.look();

    expect(world.told).toEqual([[{ partition: 0, offset: 2n }]]);
  });

  it('is content when the answer is read before the record is finished, or long after', () => {
    const { detector, world } = aDetector();
    const [early, late] = [aRecord(1, 'a'), aRecord(2, 'b')];
    detector.begun(early);
    detector.begun(late);
    detector.answered(anAnswer('0:1', 'a'));
    detector.finished(early);
    detector.finished(late);
    world.nowMs = 5_000;
    detector.look();
    detector.answered(anAnswer('0:2', 'b'));

    expect(world.told).toEqual([[{ partition: 0, offset: 2n }]]);
    expect(detector.missing()).toEqual([]);
  });

  it('takes a copy of an earlier answer for an answer: it bears the id, not the position', () => {
    const { detector, world } = aDetector();
    const repeat = aRecord(7, 'a');
    detector.begun(repeat);
    detector.finished(repeat);
    detector.answered(anAnswer('0:1', 'a'));
    world.nowMs = 5_000;

    detector.look();

    expect(world.told).toEqual([]);
  });

  it('takes one copy for the answer of all that ask the same at once', () => {
    const { detector, world } = aDetector();
    for (const repeat of [aRecord(7, 'a'), aRecord(8, 'a')]) {
      detector.begun(repeat);
      detector.finished(repeat);
    }
    detector.answered(anAnswer('0:1', 'a'));
    world.nowMs = 5_000;

    detector.look();

    expect(world.told).toEqual([]);
  });

  it('says nothing of what is under way, of answers not read so far, and of partitions that went to others', () => {
    const { detector, world } = aDetector();
    const [open, unread, lost] = [aRecord(1, 'a'), aRecord(1, 'b', 1), aRecord(1, 'c', 2)];
    for (const record of [open, unread, lost]) {
      detector.begun(record);
    }
    detector.finished(unread);
    detector.finished(lost);
    detector.forget(2);
    world.complete = false;
    world.nowMs = 5_000;

    detector.look();

    expect(world.told).toEqual([]);
  });
});
