import { describe, expect, it } from 'vitest';
import { aValidToken, HOUR_MS, START } from '../../test/support/fakes.ts';
import { isMissing, renewalAt } from './renewal.ts';
import type { KnownToken, UnavailableToken } from './token-state.ts';

describe('a renewal', () => {
  it('falls between half and six tenths of the lifetime, spread over tokens that were issued together', () => {
    const fractions = Array.from(
      { length: 200 },
      (_, n) => (renewalAt(aValidToken(`t-${n}`)).getTime() - START.getTime()) / HOUR_MS,
    );

    expect(Math.min(...fractions)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...fractions)).toBeLessThanOrEqual(0.6);
    expect(Math.max(...fractions) - Math.min(...fractions)).toBeGreaterThan(0.08);
  });

  it('of one token falls on the same moment at every look', () => {
    expect(renewalAt(aValidToken('t-1'))).toEqual(renewalAt(aValidToken('t-1')));
  });
});

describe('a token is missing', () => {
  const without = (code: UnavailableToken['cause']['code'], requestedAtMs = START.getTime()): KnownToken => ({
    requestedAtMs,
    state: {
      ...{ pharmacy: 'ph-1', state: 'unavailable', issuedAt: START.toISOString(), retryAt: START.toISOString() },
      cause: { code, step: 'token' },
    },
  });

  it('where a pharmacy with traffic has none that can be used', () => {
    expect(isMissing(without('token-service-unavailable'), START)).toBe(true);
    expect(isMissing({ requestedAtMs: START.getTime(), state: aValidToken('t-1') }, START)).toBe(false);
  });

  it('neither where nobody asks, nor where the pharmacy’s own credential is refused', () => {
    expect(isMissing(without('token-service-unavailable', START.getTime() - 25 * HOUR_MS), START)).toBe(false);
    expect(isMissing(without('certificate-expired'), START)).toBe(false);
  });
});
