import { describe, expect, it } from 'vitest';
import { CallPace, type PacedCall } from './call-pace.ts';
import { shareOf } from './share.ts';

const ANYBODY = { who: 'acme', isFresh: true, mostInASecond: Number.POSITIVE_INFINITY, kept: 0 };

/** Lets as many calls leave as may, looking every `everyMs`; returns when each left. */
function leave(pace: CallPace, share: { ratePerSecond: number; concurrency: number }, fromMs: number, toMs: number, everyMs = 1) {
  const left: number[] = [];
  for (let nowMs = fromMs; nowMs < toMs; nowMs += everyMs) {
    for (let call = pace.take(nowMs, share, ANYBODY); call !== undefined; call = pace.take(nowMs, share, ANYBODY)) {
      pace.ended(call, nowMs);
      left.push(nowMs);
    }
  }
  return left;
}

function busiestSecond(left: readonly number[]): number {
  return Math.max(...left.map((at) => left.filter((other) => other >= at && other < at + 1_000).length));
}

describe('the pace of calls', () => {
  it.each([1, 2, 3, 6])('lets %i replicas together never pass the rate of the platform in any second', (replicas) => {
    const slots = Array.from({ length: 24 }, (_, slot) => slot);
    const left = Array.from({ length: replicas }, (_, replica) => {
      const own = slots.filter((slot) => slot % replicas === replica);
      return leave(new CallPace(0), shareOf(own, { ratePerSecond: 25, concurrency: 50 }), 0, 20_000);
    }).flat();

    expect(busiestSecond(left)).toBeLessThanOrEqual(25);
    expect(left.length).toBeGreaterThan(20 * 22);
  });

  it('counts a call by when it may have arrived: what a busy process sends late falls into no full second', () => {
    const share = { ratePerSecond: 11.25, concurrency: 25 };
    const arrived: number[] = [];
    for (const pace of [new CallPace(0), new CallPace(0)]) {
      for (let nowMs = 0; nowMs < 60_000; nowMs += 1) {
        // Now and then it is kept from looking, and what it lets go then arrives late.
        const lateMs = nowMs % 1_300 < 240 ? 80 : 0;
        while (nowMs % 1_300 > 230 && pace.take(nowMs, share, ANYBODY) !== undefined) {
          arrived.push(nowMs + lateMs);
        }
      }
    }

    expect(busiestSecond(arrived)).toBeLessThanOrEqual(25);
    expect(arrived.length).toBeGreaterThan(60 * 18);
  });

  it.each([
    { what: 'a quick mySecu whose door is shut now and then', quickestMs: 40, shutMs: 400 },
    { what: 'a slow mySecu', quickestMs: 400, shutMs: 0 },
  ])('passes the rate of $what in no second, and lets few calls fewer leave', ({ quickestMs, shutMs }) => {
    const share = { ratePerSecond: 11.25, concurrency: 25 };
    const arrived: number[] = [];
    const paces = [new CallPace(0), new CallPace(0)];
    const answers: { readonly atMs: number; readonly end: (nowMs: number) => void }[] = [];
    for (let nowMs = 0; nowMs < 120_000; nowMs += 1) {
      for (const { end } of answers.filter(({ atMs }) => atMs === nowMs)) {
        end(nowMs);
      }
      for (const pace of paces) {
        const call = pace.take(nowMs, share, ANYBODY);
        if (call !== undefined) {
          // Every five seconds; what comes then goes in when it opens.
          const arrivesMs = nowMs % 5_000 < shutMs ? nowMs - (nowMs % 5_000) + shutMs : nowMs;
          arrived.push(arrivesMs);
          const atMs = arrivesMs + quickestMs + ((arrived.length * 37) % quickestMs);
          answers.push({ atMs, end: (endMs) => pace.ended(call, endMs) });
        }
      }
    }

    expect(busiestSecond(arrived)).toBeLessThanOrEqual(25);
    expect(arrived.length / 120).toBeGreaterThan(21);
  });

  it('is as quick as ever soon after an outage in which thousands of permits were given back unused', () => {
    const share = { ratePerSecond: 22.5, concurrency: 50 };
    const pace = new CallPace(0);
    const underWay: { readonly atMs: number; readonly call: PacedCall }[] = [];
    let left = 0;
    for (let nowMs = 0; nowMs < 360_000; nowMs += 1) {
      while (underWay[0] !== undefined && underWay[0].atMs <= nowMs) {
        const [ended] = underWay.splice(0, 1);
        pace.ended(ended?.call as PacedCall, nowMs);
      }
      const call = pace.take(nowMs, share, ANYBODY);
      if (call !== undefined && nowMs < 300_000) {
        pace.ended(call, nowMs);
      } else if (call !== undefined) {
        underWay.push({ atMs: nowMs + 400, call });
        left += 1;
      }
    }

    expect(left / 60).toBeGreaterThan(20);
  });

  it('makes up for looks that come late: a drain on a busy machine is as quick', () => {
    const share = { ratePerSecond: 11.25, concurrency: 25 };

    expect(leave(new CallPace(0), share, 0, 40_000, 130).length).toBeGreaterThan(40 * 11);
  });

  it('lets few calls leave at once after a rest', () => {
    const pace = new CallPace(0);

    expect(leave(pace, { ratePerSecond: 20, concurrency: 25 }, 60_000, 60_001)).toHaveLength(5);
  });

  it('counts a smaller share from when it is smaller, and passes it in no second in which others use the rest', () => {
    const pace = new CallPace(0);
    const before = leave(pace, { ratePerSecond: 20, concurrency: 25 }, 0, 5_000);

    const after = leave(pace, { ratePerSecond: 10, concurrency: 25 }, 5_000, 8_000);

    expect(after[0]).toBeLessThan(5_200);
    expect(busiestSecond([...before, ...after])).toBeLessThanOrEqual(21);
    expect(busiestSecond([...before, ...after].filter((at) => at >= 5_200))).toBeLessThanOrEqual(10);
  });

  it('passes what a share was at first in no second, however often it becomes smaller', () => {
    const pace = new CallPace(0);
    const left = [20, 16, 12, 8, 4].flatMap((ratePerSecond, step) =>
      leave(pace, { ratePerSecond, concurrency: 25 }, 5_000 + step * 300, 5_300 + step * 300),
    );

    expect(busiestSecond(left)).toBeLessThanOrEqual(21);
    expect(busiestSecond(left.filter((at) => at >= 5_900))).toBeLessThanOrEqual(12);
  });

  it('lets nothing leave for a share that is nothing, and says so', () => {
    const pace = new CallPace(0);
    const nothing = { ratePerSecond: 0, concurrency: 0 };

    expect(leave(pace, nothing, 0, 10_000)).toEqual([]);
    expect(pace.waitMs(10_000, nothing, ANYBODY)).toBe(Number.POSITIVE_INFINITY);
  });
});
