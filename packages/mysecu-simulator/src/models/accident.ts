import { anomaly, CODE, DATE, field, MATRICULE, type Model } from './model.ts';

/** SAMPLE model of the accident dossier check. */
export const accident: Model = {
  modelUid: 'SAMPLE_PHARMACY_ACCIDENT-V1',
  root: 'demandeAccident',
  fields: [
    { name: 'matricule', pattern: MATRICULE },
    { name: 'numeroAccident', pattern: /^[\w./-]{1,32}$/ },
    { name: 'dateAccident', pattern: DATE, optional: true },
    { name: 'codePrestataire', pattern: CODE },
  ],
  answer(question, register) {
    const asked = question['dateAccident'];
    const dossier = register.dossiers.find(
      ({ numero, matricule, dateAccident }) =>
        numero === question['numeroAccident'] &&
        matricule === question['matricule'] &&
        (asked === undefined || asked === dateAccident),
    );
    const echo = [...field('matricule', question['matricule']), ...field('numeroAccident', question['numeroAccident'])];
    const content =
      dossier === undefined
        ? [
            ...echo,
            ...field('dateAccident', asked),
            ...field('etat', 'INCONNU'),
            ...anomaly('SAMPLE-ACC-001', 'Dossier inconnu pour cette personne'),
          ]
        : [...echo, ...field('dateAccident', dossier.dateAccident), ...field('etat', dossier.etat)];
    return { name: 'reponseAccident', content };
  },
  aboutAnother(question, register) {
    const other = register.dossiers.find(
      ({ numero, matricule }) => numero !== question['numeroAccident'] && matricule !== question['matricule'],
    );
    const { dateAccident: _, ...rest } = question;
    return { ...rest, numeroAccident: other?.numero ?? '', matricule: other?.matricule ?? '' };
  },
};
