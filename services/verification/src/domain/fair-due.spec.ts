import { describe, expect, it } from 'vitest';
import { FairDue } from './fair-due.ts';

describe('what is due, fairly', () => {
  it('is taken oldest first within a vendor, and vendors in turn', () => {
    const due = new FairDue();
    for (const [vendor, key, atMs] of [
      ['busy', 'b1', 1],
      ['busy', 'b3', 3],
      ['busy', 'b2', 2],
      ['quiet', 'q4', 4],
    ] as const) {
      due.set(vendor, key, atMs);
    }

    expect([due.take(10), due.take(10), due.take(10), due.take(10), due.take(10)]).toEqual(['b1', 'q4', 'b2', 'b3', undefined]);
    expect(due.size).toBe(0);
  });

  it('is nothing before its time', () => {
    const due = new FairDue();
    due.set('acme', 'later', 100);

    expect(due.take(99)).toBeUndefined();
    expect(due.first()).toMatchObject({ key: 'later', dueMs: 100 });
  });

  it('forgets what was deleted and takes the last word about a time', () => {
    const due = new FairDue();
    due.set('acme', 'gone', 1);
    due.set('acme', 'moved', 2);
    due.set('acme', 'moved', 50);
    due.delete('gone');

    expect([due.take(10), due.take(50)]).toEqual([undefined, 'moved']);
  });
});
