import type { Tree } from '../answers/tree.ts';
import type { Register } from '../register/register.ts';

/** The fields of a question by their element names. */
export type Question = Readonly<Record<string, string>>;

/** A message model: which question it understands and how the register answers it. The three here are SAMPLES, not the CNS's. */
export interface Model {
  readonly modelUid: string;
  /** Local name of the payload element. */
  readonly root: string;
  /** The payload's elements in order. */
  readonly fields: readonly { readonly name: string; readonly pattern: RegExp; readonly optional?: true }[];
  answer(question: Question, register: Register): Tree;
  /** The same question about somebody else in the register. */
  aboutAnother(question: Question, register: Register): Question;
}

export const MATRICULE = /^\d{13}$/;
export const CODE = /^\d{8}$/;
export const DATE = /^\d{4}-\d\d-\d\d$/;

/** An element with text, or nothing when there is no text. */
export function field(name: string, content: string | undefined): Tree[] {
  return content === undefined ? [] : [{ name, content }];
}

/** The list of anomalies of a negative answer; the codes are samples. */
export function anomaly(code: string, motif: string): Tree[] {
  const entry = { name: 'anomalie', content: [...field('type', 'ERREUR'), ...field('code', code), ...field('motif', motif)] };
  return [{ name: 'anomalies', content: [entry] }];
}
