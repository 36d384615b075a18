import { describe, expect, it } from 'vitest';
import { type RequestTrace, reconcile } from './reconcile.ts';

const NOW = 1_000_000;
const differences = (trace: Omit<RequestTrace, 'actions'> & { actions?: string[] }) =>
  reconcile([['r-1', { ...trace, actions: new Set(trace.actions ?? []) }]], { settledBefore: NOW }).map(
    ({ difference }) => difference,
  );

describe('reconciliation', () => {
  it.each([
    ['answered', ['check.asked', 'check.called', 'check.answered']],
    ['degraded', ['check.asked', 'check.degraded']],
    ['refused before anything was asked', ['check.refused']],
  ])('is content with a request that was %s and audited', (_, actions) => {
    expect(differences({ requestedAt: 1, hasResult: true, actions })).toEqual([]);
  });

  it('shows a request that nobody answered, once it should be', () => {
    expect(differences({ requestedAt: NOW - 1, hasResult: false, actions: ['check.asked'] })).toEqual(['no-result']);
    expect(differences({ requestedAt: NOW, hasResult: false })).toEqual([]);
  });

  it('shows a result that the audit does not know', () => {
    expect(differences({ requestedAt: 1, hasResult: true, actions: ['check.asked', 'check.called'] })).toEqual([
      'result-not-audited',
    ]);
  });

  it('shows an audited end that was never published', () => {
    expect(differences({ requestedAt: 1, hasResult: false, actions: ['check.asked', 'check.answered'] })).toEqual([
      'audited-without-result',
    ]);
  });

  it('shows a result that nobody asked for', () => {
    expect(differences({ hasResult: true, actions: ['check.answered'] })).toEqual(['result-without-request']);
  });

  it('draws nothing from what the topics have forgotten', () => {
    expect(differences({ hasResult: false, actions: ['check.asked', 'check.answered'] })).toEqual([]);
  });
});
