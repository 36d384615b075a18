import type { Person, Register } from '../register/register.ts';
import { anomaly, CODE, DATE, field, MATRICULE, type Model, type Question } from './model.ts';

/** SAMPLE model of the affiliation check. */
export const affiliation: Model = {
  modelUid: 'SAMPLE_PHARMACY_AFFILIATION-V1',
  root: 'demandeAffiliation',
  fields: [
    { name: 'matricule', pattern: MATRICULE },
    { name: 'date', pattern: DATE },
    { name: 'codePrestataire', pattern: CODE },
  ],
  answer(question, register) {
    const echo = [...field('matricule', question['matricule']), ...field('date', question['date'])];
    const person = personOf(question, register);
    const content =
      person === undefined
        ? [...echo, ...field('etat', 'INCONNU'), ...anomaly('SAMPLE-AFF-001', 'Matricule inconnu')]
        : [...echo, ...field('nom', person.nom), ...field('prenom', person.prenom), ...stateOn(person, question['date'] ?? '')];
    return { name: 'reponseAffiliation', content };
  },
  aboutAnother(question, register) {
    const other = register.persons.find((person) => person.matricule !== question['matricule']);
    return { ...question, matricule: other?.matricule ?? '' };
  },
};

function personOf(question: Question, register: Register): Person | undefined {
  return register.persons.find((person) => person.matricule === question['matricule']);
}

function stateOn(person: Person, date: string) {
  const period = person.affiliations.find(({ debut, fin }) => debut <= date && (fin === undefined || date <= fin));
  const dates = [...field('debut', period?.debut), ...field('fin', period?.fin)];
  if (person.etat !== undefined) return [...field('etat', person.etat), ...dates];
  if (person.deces !== undefined && person.deces <= date) return field('etat', 'DECEDE');
  if (period !== undefined) return [...field('etat', 'AFFILIE'), ...dates];
  return [...field('etat', 'NON_AFFILIE'), ...anomaly('SAMPLE-AFF-002', 'Pas de couverture à cette date')];
}
