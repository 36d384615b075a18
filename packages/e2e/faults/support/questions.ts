import type { Seeded } from '../../crash/support/seeded.ts';

/** A question whose true answer is known: the simulator's register is invented and does not change. */
export interface KnownQuestion {
  readonly check: 'affiliation' | 'accident' | 'prescriber';
  readonly asks: Readonly<Record<string, string>>;
  readonly state: string;
  /** The one boolean that a verdict may say. */
  readonly says: boolean | null;
}

const affiliation = (matricule: string, state: string, says: boolean): KnownQuestion => ({
  check: 'affiliation',
  asks: { matricule },
  state,
  says,
});
const prescriber = (prescriberCode: string, state: string, says: boolean): KnownQuestion => ({
  check: 'prescriber',
  asks: { prescriberCode },
  state,
  says,
});
const accident = (accidentNumber: string, state: string, says: boolean): KnownQuestion => ({
  check: 'accident',
  asks: { matricule: '1980010112302', accidentNumber },
  state,
  says,
});

const QUESTIONS: readonly KnownQuestion[] = [
  affiliation('1980010112302', 'affiliated', true),
  affiliation('1992113004546', 'affiliated', true),
  affiliation('1985072015662', 'affiliated', true),
  affiliation('1970090911863', 'not-affiliated', false),
  affiliation('2001051723383', 'not-affiliated', false),
  affiliation('1948062231127', 'deceased', false),
  affiliation('2015100307724', 'not-found', false),
  accident('A2026000117', 'open', true),
  accident('A2019004410', 'closed', false),
  prescriber('90100018', 'active', true),
  prescriber('90200032', 'active', false),
  prescriber('90300049', 'inactive', false),
];

/** Any question of all three checks, yes and no in about equal parts. */
export function anyQuestion(random: Seeded): KnownQuestion {
  return random.pick(QUESTIONS);
}

/** Whether a verdict is what the register says. */
export function isTrue(question: KnownQuestion, verdict: Readonly<Record<string, unknown>>): boolean {
  return verdict['state'] === question.state && saidBy(verdict) === question.says;
}

/** Whether a verdict says neither yes nor no: a state that the model does not know. */
export function isUnknown(verdict: Readonly<Record<string, unknown>>): boolean {
  return verdict['state'] === 'unknown' && saidBy(verdict) === null;
}

function saidBy(verdict: Readonly<Record<string, unknown>>): unknown {
  return verdict['affiliated'] ?? verdict['covered'] ?? verdict['mayPrescribe'] ?? null;
}
