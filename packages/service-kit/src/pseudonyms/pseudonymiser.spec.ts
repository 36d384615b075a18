import { describe, expect, it } from 'vitest';
import { Pseudonymiser } from './pseudonymiser.ts';

const key = (kid: string) => ({ kty: 'oct' as const, kid, alg: 'HS256', k: Buffer.alloc(32, kid).toString('base64url') });

describe('a pseudonym', () => {
  const pseudonymiser = new Pseudonymiser([key('new'), key('old')]);

  it('is the same for the same person, under the key in use, and says nothing of the matricule', () => {
    const pseudonym = pseudonymiser.person('1893120105732');

    expect(pseudonym).toEqual(pseudonymiser.person('1893120105732'));
    expect(pseudonym).toEqual({ kid: 'new', hmac: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('differs between persons, kinds of person, vendors and pharmacies', () => {
    const all = [
      pseudonymiser.person('90000001'),
      pseudonymiser.prescriber('90000001'),
      pseudonymiser.user('acme', 'ph-0001', 'u-1'),
      pseudonymiser.user('acme', 'ph-0002', 'u-1'),
      pseudonymiser.user('other', 'ph-0001', 'u-1'),
    ];

    expect(new Set(all.map(({ hmac }) => hmac)).size).toBe(all.length);
  });

  it('of every key finds what was written before a rotation', () => {
    const before = new Pseudonymiser([key('old')]).person('1893120105732');

    expect(pseudonymiser.everyPerson('1893120105732')).toContainEqual(before);
  });
});
