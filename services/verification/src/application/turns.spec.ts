import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

function work(ms: number): void {
  for (const begunMs = performance.now(); performance.now() - begunMs < ms; ) {
    // Leaves the event loop no turn.
  }
}

describe('turns', () => {
  it('come at once to who is alone', async () => {
    const turns = new Turns();
    let isMine = false;

    void turns.mine().then(() => {
      isMine = true;
    });
    await Promise.resolve();
    await Promise.resolve();

    expect(isMine).toBe(true);
  });

  it('come to all in their order, and leave the event loop its own', async () => {
    const turns = new Turns();
    const order: number[] = [];
    for (let number = 0; number < 50; number += 1) {
      void turns.mine().then(() => {
        work(2);
        order.push(number);
      });
    }

    let loops = 0;
    for (; order.length < 50; loops += 1) {
      await turn();
    }

    expect(order).toEqual(Array.from({ length: 50 }, (_, number) => number));
    expect(loops).toBeGreaterThan(10);
  });

  it('leave the event loop more time than they take', async () => {
    const turns = new Turns();
    const begunMs = performance.now();

    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await turns.mine();
        work(2);
      }),
    );

    const workedMs = 20 * 2;
    expect(performance.now() - begunMs).toBeGreaterThan(2 * workedMs);
  });

  it('come also to those who ask while others have theirs', async () => {
    const turns = new Turns();
    await turns.mine();
    let more = 0;
    const all = Array.from({ length: 3 }, async () => {
      await turns.mine();
      work(6);
      await turns.mine();
      more += 1;
    });

    await Promise.all(all);

    expect(more).toBe(3);
  });
});
