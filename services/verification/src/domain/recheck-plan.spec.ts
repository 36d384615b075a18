import { describe, expect, it } from 'vitest';
import { planRecheck } from './recheck-plan.ts';

const facts = { attempt: 1, nowMs: 0, untilMs: 86_400_000, callTimeoutMs: 10_000, random: 1 } as const;

describe('the plan of a re-check', () => {
  it('waits until a call that may still be under way has ended', () => {
    expect(planRecheck({ ...facts, code: 'mysecu-timeout', random: 0 })).toMatchObject({ ask: 'at', dueMs: 12_500 });
  });

  it('waits for the end of the budget too, however early the check was degraded', () => {
    const early = { ...facts, code: 'mysecu-unavailable', random: 0, nowMs: 10, budgetEndsMs: 30_000 } as const;

    expect(planRecheck(early)).toMatchObject({ ask: 'at', dueMs: 42_500 });
  });

  it('asks ever less often', () => {
    const dues = [1, 2, 3, 30].map((attempt) => planRecheck({ ...facts, code: 'mysecu-unavailable', attempt }));

    expect(dues).toMatchObject([{ dueMs: 15_000 }, { dueMs: 20_000 }, { dueMs: 30_000 }, { dueMs: 130_000 }]);
  });

  it.each(['mysecu-untrusted-answer', 'mysecu-answer-mismatch'] as const)('ends %s after three attempts', (code) => {
    expect(planRecheck({ ...facts, code, attempt: 2 })).toMatchObject({ ask: 'at' });
    expect(planRecheck({ ...facts, code, attempt: 3 })).toEqual({ ask: 'never' });
  });

  it.each(['authentication-refused', 'certificate-unreadable', 'certificate-expired', 'blocked-by-mysecu'] as const)(
    'waits for a change after %s',
    (code) => {
      expect(planRecheck({ ...facts, code })).toMatchObject({ ask: 'on-change' });
    },
  );

  it('keeps what would come too late until its end, where it is told, and plans nothing beyond', () => {
    const late = { ...facts, code: 'mysecu-timeout', nowMs: 86_399_000 } as const;

    expect(planRecheck(late)).toEqual({ ask: 'at', dueMs: 86_400_000 });
    expect(planRecheck({ ...late, nowMs: 86_400_000 })).toEqual({ ask: 'never' });
  });
});
