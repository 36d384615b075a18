import { describe, expect, it } from 'vitest';
import { parseWireProfile } from './wire-profile.ts';

describe('the wire profile', () => {
  it('is complete when nothing is said', () => {
    expect(parseWireProfile({})).toMatchObject({
      soapAction: { identity: 'http://www.oasis-open.org/committees/security', token: '', get: 'exchange', cancel: '' },
      keyInfo: { get: 'security-token-reference' },
      claimUri: 'http://ws.mysecu.lu/trust/prodo/espaceid',
      assertionPosition: 'before-signature',
      tokenAnswersSigned: false,
      tokenLifetimeMs: 300_000,
    });
  });

  it('takes one member and leaves the others as they are', () => {
    expect(parseWireProfile({ soapAction: { get: '' } }).soapAction).toMatchObject({ get: '', token: '' });
  });

  it('refuses what it does not know, by name', () => {
    expect(() => parseWireProfile({ soapActions: {} })).toThrow(/soapActions/);
    expect(() => parseWireProfile({ keyInfo: { get: 'other' } })).toThrow(/keyInfo\.get/);
    expect(() => parseWireProfile({ faults: { blocked: ['NoPrefix'] } })).toThrow(/faults\.blocked/);
  });
});
