import { describe, expect, it } from 'vitest';
import { type RequestTrace, reconcile } from './reconcile.ts';

const NOW = 1_000_000;
interface Trace {
  readonly requestedAt?: number;
  readonly results?: readonly string[];
  readonly actions?: readonly string[];
  readonly audited?: readonly string[];
}
const differences = ({ requestedAt, results = [], actions = [], audited = results }: Trace) => {
  const trace: RequestTrace = {
    results: new Set(results),
    audited: { actions: new Set(actions), results: new Set(audited) },
    ...(requestedAt !== undefined && { requestedAt }),
  };
  return reconcile([['r-1', trace]], { settledBefore: NOW }).map(({ difference }) => difference);
};

describe('reconciliation', () => {
  it.each([
    ['answered', ['check.asked', 'check.called', 'check.answered']],
    ['degraded', ['check.asked', 'check.degraded']],
    ['refused before anything was asked', ['check.refused']],
  ])('is content with a request that was %s and audited', (_, actions) => {
    expect(differences({ requestedAt: 1, results: ['a'], actions })).toEqual([]);
  });

  it('shows a request that nobody answered, once it should be', () => {
    expect(differences({ requestedAt: NOW - 1, actions: ['check.asked'] })).toEqual(['no-result']);
    expect(differences({ requestedAt: NOW })).toEqual([]);
  });

  it('shows a result that the audit does not know, though it knows another one of the same request', () => {
    const actions = ['check.asked', 'check.called', 'check.answered'];

    expect(differences({ requestedAt: 1, results: ['a', 'forged'], actions, audited: ['a'] })).toEqual(['result-not-audited']);
  });

  it('takes no offence at an audited result that a crash kept from being published, where another one was', () => {
    const actions = ['check.asked', 'check.answered'];

    expect(differences({ requestedAt: 1, results: ['b'], actions, audited: ['a', 'b'] })).toEqual([]);
  });

  it('shows an audited end that was never published', () => {
    expect(differences({ requestedAt: 1, actions: ['check.asked', 'check.answered'], audited: ['a'] })).toEqual([
      'audited-without-result',
    ]);
  });

  it('shows a result that nobody asked for', () => {
    expect(differences({ results: ['a'], actions: ['check.answered'] })).toEqual(['result-without-request']);
  });

  it('draws nothing from what the topics have forgotten', () => {
    expect(differences({ actions: ['check.asked', 'check.answered'] })).toEqual([]);
  });
});
