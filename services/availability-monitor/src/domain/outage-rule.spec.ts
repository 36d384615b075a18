import { describe, expect, it } from 'vitest';
import { OutageRule } from './outage-rule.ts';

function after(...attempts: readonly (readonly [secondsIn: number, ok: boolean])[]): OutageRule {
  const rule = new OutageRule();
  for (const [seconds, ok] of attempts) {
    if (ok) rule.succeeded(seconds * 1_000);
    else rule.failed(seconds * 1_000, 'connection-refused');
  }
  return rule;
}

describe('the outage rule', () => {
  it('says nothing before the first attempt', () => {
    expect(new OutageRule().verdict).toBe('none');
  });

  it('begins an outage at the first of five consecutive failures', () => {
    const rule = after([0, true], [20, false], [25, false], [30, false], [35, false], [40, false]);

    expect(rule.verdict).toBe('failing');
    expect(rule.sinceMs).toBe(20_000);
    expect(rule.reason).toBe('connection-refused');
  });

  it('only suspects after four', () => {
    expect(after([0, true], [20, false], [25, false], [30, false], [35, false]).verdict).toBe('suspect');
  });

  it('starts to count anew after a success', () => {
    const rule = after([0, false], [5, false], [10, false], [15, false], [20, true], [25, false], [30, false]);

    expect(rule.verdict).toBe('suspect');
  });

  it('does not count five failures spread over more than 30 s, but the last five as soon as they are close enough', () => {
    const slow = after([0, false], [10, false], [20, false], [30, false], [40, false]);
    expect(slow.verdict).toBe('suspect');

    slow.failed(41_000, 'timeout');
    slow.failed(42_000, 'timeout');

    expect(slow.verdict).toBe('failing');
    expect(slow.sinceMs).toBe(20_000);
  });

  it('needs two successes in a row to end an outage, which ends at the first of them', () => {
    const rule = after([0, false], [5, false], [10, false], [15, false], [20, false]);

    rule.succeeded(30_000);
    expect(rule.verdict).toBe('recovering');
    rule.failed(40_000, 'timeout');
    expect(rule.verdict).toBe('failing');
    expect(rule.sinceMs).toBe(0);
    rule.succeeded(50_000);
    rule.succeeded(60_000);

    expect(rule.verdict).toBe('answers');
    expect(rule.sinceMs).toBe(50_000);
  });
});
