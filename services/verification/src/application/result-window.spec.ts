import { checkAnswered, checkDegraded, checkRejected } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import type { ResultRecord } from './result-record.ts';
import { ResultWindow, SharedBytes } from './result-window.ts';
import { Slabs } from './slabs.ts';

const TEN = Date.parse('2026-11-23T10:00:00Z');

function aResult(subject: string, event: { type: string }, minutes = 0, hash = 'h'): ResultRecord {
  const ce_time = new Date(TEN + minutes * 60_000).toISOString();
  const headers = { ce_subject: subject, ce_requesthash: hash, ce_type: event.type, ce_time, ce_id: `${subject}-${minutes}` };
  return { vendor: 'acme', partition: 0, key: 'ph', headers, value: Buffer.alloc(1_000) };
}

describe('the window of results', () => {
  it('keeps the first answer of a request, whatever follows', () => {
    const window = new ResultWindow();
    window.add(aResult('r', checkAnswered, 0));
    window.add(aResult('r', checkAnswered, 1));
    window.add(aResult('r', checkDegraded, 2));

    expect(window.get('r')?.result.headers['ce_id']).toBe('r-0');
  });

  it('replaces a degraded result by the answer that settles it', () => {
    const window = new ResultWindow();
    window.add(aResult('r', checkDegraded, 0));
    window.add(aResult('r', checkAnswered, 1));

    expect(window.get('r')?.result.headers['ce_type']).toBe(checkAnswered.type);
  });

  it('forgets a degraded result whose re-checks ended: it is judged anew', () => {
    const window = new ResultWindow();
    window.add(aResult('r', checkDegraded, 0));
    window.add(aResult('r', checkRejected, 1));

    expect(window.get('r')).toBeUndefined();
  });

  it('keeps an answer although a conflicting request was rejected under its id', () => {
    const window = new ResultWindow();
    window.add(aResult('r', checkAnswered, 0));
    window.add(aResult('r', checkRejected, 1, 'other'));

    expect(window.get('r')?.hash).toBe('h');
  });

  it('forgets what is older than an hour', () => {
    const window = new ResultWindow();
    window.add(aResult('old', checkAnswered, 0));
    window.add(aResult('new', checkAnswered, 61));

    expect([window.get('old'), window.size]).toEqual([undefined, 1]);
  });

  it('holds no more results than it may, oldest first to go', () => {
    const window = new ResultWindow(new SharedBytes(), 2);
    for (const subject of ['a', 'b', 'c']) {
      window.add(aResult(subject, checkAnswered));
    }

    expect([window.get('a'), window.size]).toEqual([undefined, 2]);
  });

  it('loses for others only what came before theirs, and the memory in which they lie side by side is free again', () => {
    const shared = new SharedBytes(64_000, new Slabs(16_000));
    const [quiet, busy] = [new ResultWindow(shared), new ResultWindow(shared)];
    quiet.add(aResult('long ago', checkAnswered));
    const add = (from: number, to: number) => {
      for (let n = from; n < to; n += 1) busy.add(aResult(`busy-${n}`, checkAnswered));
    };
    add(0, 990);
    expect(quiet.get('long ago')).toBeUndefined();
    quiet.add(aResult('a moment ago', checkAnswered));
    add(990, 1_000);

    expect(quiet.get('a moment ago')?.hash).toBe('h');
    expect(shared.used).toBeGreaterThan(60_000);
    expect(shared.slabs.allocatedBytes).toBeLessThanOrEqual(shared.limit + 16_000);
  });

  it('shares its memory with the other windows, and gives it back', () => {
    const shared = new SharedBytes(10_000);
    const [one, other] = [new ResultWindow(shared), new ResultWindow(shared)];
    for (let n = 0; n < 100; n += 1) {
      one.add(aResult(`a${n}`, checkAnswered));
      other.add(aResult(`b${n}`, checkAnswered));
    }
    expect(shared.used).toBeLessThanOrEqual(10_000);

    one.clear();
    other.clear();

    expect(shared.used).toBe(0);
  });
});
