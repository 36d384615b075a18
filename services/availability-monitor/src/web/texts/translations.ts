import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { Language, Texts } from './texts.ts';

export const TEXTS: Readonly<Record<Language, Texts>> = { fr, de, en };
