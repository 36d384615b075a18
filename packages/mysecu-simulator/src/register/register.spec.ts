import { describe, expect, it } from 'vitest';
import { isMatricule } from './matricule.ts';
import { loadRegister, readRegister } from './register.ts';

describe('the register that is shipped', () => {
  it('holds matricules with right check digits alone', async () => {
    const { persons } = await loadRegister();

    expect(persons.length).toBeGreaterThan(5);
    expect(persons.every(({ matricule }) => isMatricule(matricule))).toBe(true);
  });

  it('does not hold the valid matricule that stands for "not in the register"', async () => {
    const { persons } = await loadRegister();

    expect(isMatricule('2015100307724')).toBe(true);
    expect(persons.some(({ matricule }) => matricule === '2015100307724')).toBe(false);
  });

  it('speaks of dossiers of persons that it holds', async () => {
    const { persons, dossiers } = await loadRegister();

    expect(dossiers.filter(({ matricule }) => !persons.some((person) => person.matricule === matricule))).toEqual([]);
  });
});

describe('a register', () => {
  it('is refused when a matricule is wrong or a kind has fewer than two entries', () => {
    const person = { matricule: '1980010112303', nom: 'A', prenom: 'B', affiliations: [] };

    expect(() => readRegister({ persons: [person, person], dossiers: [], prescribers: [] })).toThrow(
      /check digits[\s\S]*dossiers/,
    );
  });
});
