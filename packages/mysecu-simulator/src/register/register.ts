import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { isMatricule } from './matricule.ts';

const matricule = z.string().refine(isMatricule, 'must be a matricule with right check digits');
const date = z.iso.date();

const person = z.strictObject({
  matricule,
  nom: z.string(),
  prenom: z.string(),
  deces: date.optional(),
  affiliations: z.array(z.strictObject({ debut: date, fin: date.optional() })),
  /** Overrides the state that dates would give. */
  etat: z.string().optional(),
});
const dossier = z.strictObject({ numero: z.string(), matricule, dateAccident: date, etat: z.string() });
const prescriber = z.strictObject({
  code: z.string().regex(/^9\d{7}$/, 'must be 8 digits beginning with 9'),
  nom: z.string(),
  prenom: z.string(),
  etat: z.string(),
  droits: z.array(z.string()),
});

/** A register needs two of each kind: an answer about another person needs another person. */
const register = z.strictObject({
  persons: z.array(person).min(2),
  dossiers: z.array(dossier).min(2),
  prescribers: z.array(prescriber).min(2),
});

export type Person = z.infer<typeof person>;
export type Dossier = z.infer<typeof dossier>;
export type Prescriber = z.infer<typeof prescriber>;
/** The invented persons, accident dossiers and prescribers that answers are made from. */
export type Register = z.infer<typeof register>;

/** Checks that data is a register. Thrown when it is not: zod's error, naming every fault. */
export function readRegister(data: unknown): Register {
  return register.parse(data);
}

/** Loads a register from YAML; without a file, the one that is shipped. Thrown when it is unreadable or not a register. */
export async function loadRegister(file: URL | string = new URL('../../register.yaml', import.meta.url)): Promise<Register> {
  return readRegister(parse(await readFile(file, 'utf8')));
}
