import { describe, expect, it } from 'vitest';
import type { Tree } from '../answers/tree.ts';
import { loadRegister } from '../register/register.ts';
import { accident } from './accident.ts';
import { affiliation } from './affiliation.ts';
import type { Model, Question } from './model.ts';
import { prescriber } from './prescriber.ts';

const register = await loadRegister();

function fieldsOf(model: Model, question: Question): Record<string, unknown> {
  const { content } = model.answer(question, register);
  return Object.fromEntries((content as Tree[]).map((child) => [child.name, child.content]));
}

describe('the affiliation model', () => {
  it.each([
    ['1980010112302', '2026-11-23', 'AFFILIE'],
    ['1992113004546', '2020-06-01', 'NON_AFFILIE'],
    ['1992113004546', '2019-12-31', 'AFFILIE'],
    ['1970090911863', '2026-11-23', 'NON_AFFILIE'],
    ['1948062231127', '2024-02-11', 'DECEDE'],
    ['1948062231127', '2024-02-10', 'AFFILIE'],
    ['2015100307724', '2026-11-23', 'INCONNU'],
    ['1966120540295', '2026-11-23', 'SUSPENDU'],
  ])('says of %s on %s that the state is %s', (matricule, date, etat) => {
    expect(fieldsOf(affiliation, { matricule, date, codePrestataire: '90000001' })).toMatchObject({ matricule, date, etat });
  });

  it('names nobody when the person is not in the register, and says so in an anomaly', () => {
    const fields = fieldsOf(affiliation, { matricule: '2015100307724', date: '2026-11-23' });

    expect(Object.keys(fields)).toEqual(['matricule', 'date', 'etat', 'anomalies']);
  });
});

describe('the accident model', () => {
  it.each([
    ['1980010112302', 'A2026000117', 'OUVERT'],
    ['1980010112302', 'A2019004410', 'CLOTURE'],
    ['1992113004546', 'A2026000117', 'INCONNU'],
    ['1980010112302', 'A0000000000', 'INCONNU'],
  ])("says of %s's dossier %s that it is %s", (matricule, numeroAccident, etat) => {
    expect(fieldsOf(accident, { matricule, numeroAccident })).toMatchObject({ matricule, numeroAccident, etat });
  });

  it('does not know a dossier under another date', () => {
    const question = { matricule: '1980010112302', numeroAccident: 'A2026000117', dateAccident: '2026-03-03' };

    expect(fieldsOf(accident, question)).toMatchObject({ etat: 'INCONNU', dateAccident: '2026-03-03' });
  });
});

describe('the prescriber model', () => {
  it.each([
    ['90100018', 'ACTIF', 3],
    ['90200032', 'ACTIF', 0],
    ['90300049', 'INACTIF', 0],
    ['99999999', 'INCONNU', 0],
  ])('says of %s: %s, with %i rights', (codePrescripteur, etat, rights) => {
    const fields = fieldsOf(prescriber, { codePrescripteur, date: '2026-11-23' });

    expect(fields['etat']).toBe(etat);
    expect((fields['droits'] as unknown[] | undefined)?.length ?? 0).toBe(rights);
  });
});
