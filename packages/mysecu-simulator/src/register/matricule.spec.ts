import { describe, expect, it } from 'vitest';
import { completeMatricule, isMatricule } from './matricule.ts';

describe('a matricule', () => {
  it('is right when it is the one that the public documentation prints', () => {
    expect(isMatricule('1893120105732')).toBe(true);
    expect(completeMatricule('18931201057')).toBe('1893120105732');
  });

  it('is wrong when any single digit is changed', () => {
    const right = '1980010112302';
    const changed = [...right].map((digit, at) => right.slice(0, at) + ((Number(digit) + 1) % 10) + right.slice(at + 1));

    expect(changed.filter(isMatricule)).toEqual([]);
  });

  it('has 13 digits and nothing else', () => {
    expect(['198001011230', '19800101123022', '198001011230a', ''].some(isMatricule)).toBe(false);
    expect(() => completeMatricule('1980')).toThrow(RangeError);
  });
});
