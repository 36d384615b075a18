import type { Check, Question, User } from '@officine/client';

/** A question of the demonstration, and what its answer must be for the demonstration to have succeeded. */
export interface DemoQuestion {
  /** In words, for the reader. */
  readonly title: string;
  readonly ask: Question;
  /** `answered <state>, <what it decides>`, or `rejected <code>`. */
  readonly expected: string;
}

type Asked = { readonly [C in Check]: Omit<Extract<Question, { check: C }>, 'pharmacy' | 'user'> }[Check];

const USER: User = { id: 'demo-user-1', role: 'pharmacist' };

/** The questions, asked by one pharmacy. The persons, dossiers and prescribers are of the simulator's invented register. */
export function demoQuestions(pharmacy: string): DemoQuestion[] {
  const question = (title: string, expected: string, asked: Asked): DemoQuestion => ({
    title,
    expected,
    ask: { pharmacy, user: USER, ...asked },
  });
  const affiliation = (matricule: string): Asked => ({ check: 'affiliation', affiliation: { matricule } });
  const accident = (matricule: string, accidentNumber: string): Asked => ({
    check: 'accident',
    accident: { matricule, accidentNumber },
  });
  const prescriber = (prescriberCode: string): Asked => ({ check: 'prescriber', prescriber: { prescriberCode } });
  return [
    question('an affiliated person', 'answered affiliated, affiliated=true', affiliation('1980010112302')),
    question('a person who is not affiliated', 'answered not-affiliated, affiliated=false', affiliation('1970090911863')),
    question('a deceased person', 'answered deceased, affiliated=false', affiliation('1948062231127')),
    question('an open accident dossier', 'answered open, covered=true', accident('1980010112302', 'A2026000117')),
    question('a closed accident dossier', 'answered closed, covered=false', accident('1980010112302', 'A2019004410')),
    question('a prescriber with rights', 'answered active, mayPrescribe=true', prescriber('90100018')),
    question('a prescriber without rights', 'answered active, mayPrescribe=false', prescriber('90200032')),
    question('a prescriber who is no longer active', 'answered inactive, mayPrescribe=false', prescriber('90300049')),
    question('a person not in the register', 'answered not-found, affiliated=false', affiliation('2015100307724')),
    question('a matricule with a wrong check digit', 'rejected invalid-matricule', affiliation('1980010112303')),
  ];
}
