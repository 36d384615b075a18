import { anomaly, CODE, DATE, field, type Model } from './model.ts';

/** SAMPLE model of the prescriber rights check. */
export const prescriber: Model = {
  modelUid: 'SAMPLE_PHARMACY_PRESCRIBER-V1',
  root: 'demandePrescripteur',
  fields: [
    { name: 'codePrescripteur', pattern: CODE },
    { name: 'date', pattern: DATE },
    { name: 'codePrestataire', pattern: CODE },
  ],
  answer(question, register) {
    const echo = [...field('codePrescripteur', question['codePrescripteur']), ...field('date', question['date'])];
    const found = register.prescribers.find(({ code }) => code === question['codePrescripteur']);
    if (found === undefined) {
      const content = [...echo, ...field('etat', 'INCONNU'), ...anomaly('SAMPLE-PRE-001', 'Prescripteur inconnu')];
      return { name: 'reponsePrescripteur', content };
    }
    const rights =
      found.droits.length > 0 ? [{ name: 'droits', content: found.droits.flatMap((right) => field('droit', right)) }] : [];
    const content = [
      ...echo,
      ...field('nom', found.nom),
      ...field('prenom', found.prenom),
      ...field('etat', found.etat),
      ...rights,
    ];
    return { name: 'reponsePrescripteur', content };
  },
  aboutAnother(question, register) {
    const other = register.prescribers.find(({ code }) => code !== question['codePrescripteur']);
    return { ...question, codePrescripteur: other?.code ?? '' };
  },
};
