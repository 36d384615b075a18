// Verhoeff's tables: the multiplication of the dihedral group D5, and the permutation of each position.
const PRODUCT = [
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
];
const PERMUTATION = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
  [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
  [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
  [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
  [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
  [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
  [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];
const INVERSE = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];

/** Adds the two check digits to `YYYYMMDD` and a 3-digit serial: Luhn and Verhoeff, each over these 11 (protocol section 4). */
export function completeMatricule(first11: string): string {
  if (!/^\d{11}$/.test(first11)) throw new RangeError('11 digits are expected');
  return `${first11}${luhnDigit(first11)}${verhoeffDigit(first11)}`;
}

/** Whether a number has 13 digits and both check digits are right. */
export function isMatricule(value: string): boolean {
  return /^\d{13}$/.test(value) && completeMatricule(value.slice(0, 11)) === value;
}

function luhnDigit(digits: string): number {
  const sum = [...digits].toReversed().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

function verhoeffDigit(digits: string): number {
  const check = [...digits].toReversed().reduce((state, digit, index) => {
    const permuted = PERMUTATION[(index + 1) % 8]?.[Number(digit)] ?? 0;
    return PRODUCT[state]?.[permuted] ?? 0;
  }, 0);
  return INVERSE[check] ?? 0;
}
