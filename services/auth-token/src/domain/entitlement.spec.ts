import { describe, expect, it } from 'vitest';
import { aPharmacy } from '../../test/support/fakes.ts';
import { disentitlement } from './entitlement.ts';

describe('the right to a token', () => {
  it.each([
    ['an open pharmacy', aPharmacy(), null],
    ['an unknown one', undefined, 'unknown'],
    ['one that opens tomorrow', aPharmacy({ opened: '2026-11-25' }), 'not-open'],
    ['one that closes tomorrow', aPharmacy({ closed: '2026-11-25' }), null],
    ['one that closed today', aPharmacy({ closed: '2026-11-24' }), 'not-open'],
    ['one whose contract ends today', aPharmacy({ contract: { signed: '2026-01-01', ends: '2026-11-24' } }), 'contract-ended'],
    ['one whose contract has no end', aPharmacy({ contract: { signed: '2026-01-01', ends: null } }), null],
  ])('of %s', (_what, pharmacy, expected) => {
    expect(disentitlement(pharmacy, undefined, new Date('2026-11-24T08:00:00Z'))).toBe(expected);
  });

  it('ends with a suspension', () => {
    const suspension = { scope: 'pharmacy/ph-0001', reason: 'lost key', until: null };

    expect(disentitlement(aPharmacy(), suspension, new Date())).toBe('suspended');
  });

  it('counts days in Luxembourg', () => {
    const closing = aPharmacy({ closed: '2026-11-25' });

    expect(disentitlement(closing, undefined, new Date('2026-11-24T22:59:00Z'))).toBeNull();
    expect(disentitlement(closing, undefined, new Date('2026-11-24T23:01:00Z'))).toBe('not-open');
  });
});
