import { describe, expect, it } from 'vitest';
import { aValidToken, HOUR_MS, START } from '../../test/support/fakes.ts';
import { renewalAt } from './renewal.ts';

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
