import { describe, expect, it } from 'vitest';
import { isMatricule } from './matricule.ts';

const PUBLISHED = '1893120105732';

describe('a matricule', () => {
  it('is accepted when both check digits hold, as in the published test number', () => {
    expect(isMatricule(PUBLISHED)).toBe(true);
  });

  it('is refused when any single digit is mistyped (R9)', () => {
    const mistyped = Array.from(PUBLISHED).flatMap((digit, place) =>
      Array.from('0123456789')
        .filter((other) => other !== digit)
        .map((other) => PUBLISHED.slice(0, place) + other + PUBLISHED.slice(place + 1)),
    );

    expect(mistyped.filter(isMatricule)).toEqual([]);
  });

  it('is refused when two neighbouring digits are swapped', () => {
    const swapped = Array.from({ length: 12 }, (_, place) =>
      [PUBLISHED.slice(0, place), PUBLISHED[place + 1], PUBLISHED[place], PUBLISHED.slice(place + 2)].join(''),
    ).filter((text) => text !== PUBLISHED);

    expect(swapped.filter(isMatricule)).toEqual([]);
  });

  it.each(['', '189312010573', '18931201057320', '189312010573x', '１８９３１２０１０５７３２'])(
    'is refused when it is not 13 digits: %j',
    (text) => {
      expect(isMatricule(text)).toBe(false);
    },
  );
});
