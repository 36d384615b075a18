import { describe, expect, it } from 'vitest';
import { DueQueue } from './due-queue.ts';

function drained(queue: DueQueue): string[] {
  const keys: string[] = [];
  for (let first = queue.first(); first !== undefined; first = queue.first()) {
    keys.push(first.key);
    queue.delete(first.key);
  }
  return keys;
}

describe('the queue of due checks', () => {
  it('gives the one that is due first, whatever the order in which they came', () => {
    const queue = new DueQueue();
    for (const due of [5, 3, 9, 1, 7, 2, 8]) {
      queue.set(`k${due}`, due);
    }

    expect(drained(queue)).toEqual(['k1', 'k2', 'k3', 'k5', 'k7', 'k8', 'k9']);
  });

  it('forgets the earlier time of a key that is put off', () => {
    const queue = new DueQueue();
    queue.set('a', 1);
    queue.set('b', 2);
    queue.set('a', 3);

    expect(drained(queue)).toEqual(['b', 'a']);
  });

  it('stays as small as its keys, however often they are put off', () => {
    const queue = new DueQueue();
    for (let time = 0; time < 10_000; time += 1) {
      queue.set('a', time);
      queue.set('b', time + 1);
    }

    expect(queue.size).toBe(2);
    expect(drained(queue)).toEqual(['a', 'b']);
  });
});
