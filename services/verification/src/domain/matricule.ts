/** Verhoeff's dihedral multiplication and permutation tables, as the register uses them for the thirteenth digit. */
const MULTIPLY = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
] as const;
const PERMUTE = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
  [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
  [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
  [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
  [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
  [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
  [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
] as const;

const BASE_LENGTH = 11;

/**
 * Whether `text` is a well-formed national identification number: 13 digits, the twelfth a Luhn and the thirteenth a Verhoeff
 * check digit, both over the first eleven. mySecu protocol, section 4. Says nothing of whether the person exists.
 */
export function isMatricule(text: string): boolean {
  if (!/^\d{13}$/.test(text)) {
    return false;
  }
  const digits = Array.from(text, Number);
  const base = digits.slice(0, BASE_LENGTH);
  return luhnHolds([...base, digits[11] ?? -1]) && verhoeffHolds([...base, digits[12] ?? -1]);
}

function luhnHolds(digits: readonly number[]): boolean {
  const sum = digits.toReversed().reduce((total, digit, place) => total + (place % 2 === 0 ? digit : doubled(digit)), 0);
  return sum % 10 === 0;
}

function doubled(digit: number): number {
  return digit < 5 ? digit * 2 : digit * 2 - 9;
}

function verhoeffHolds(digits: readonly number[]): boolean {
  const check = digits.toReversed().reduce((sum, digit, place) => MULTIPLY[sum]?.[PERMUTE[place % 8]?.[digit] ?? 0] ?? -1, 0);
  return check === 0;
}
