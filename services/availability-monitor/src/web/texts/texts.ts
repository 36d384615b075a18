import type { AvailabilityState, Component } from '@officine/contracts';
import type { Cause } from './causes.ts';

export const LANGUAGES = ['fr', 'de', 'en'] as const;
/** A language of the status page. */
export type Language = (typeof LANGUAGES)[number];

/** Everything that the page says in one language. */
export interface Texts {
  readonly language: Language;
  readonly title: string;
  readonly skip: string;
  readonly states: Readonly<Record<AvailabilityState, string>>;
  readonly headlines: Readonly<Record<AvailabilityState, string>>;
  /** What a pharmacy has to know about it. */
  readonly meanings: Readonly<Record<AvailabilityState, string>>;
  readonly components: Readonly<Record<Component, { readonly name: string; readonly says: string }>>;
  readonly causes: Readonly<Record<Cause, string>>;
  readonly concerns: string;
  readonly since: string;
  readonly observed: string;
  readonly never: string;
  readonly lostTouch: string;
  readonly componentsTitle: string;
  readonly day: string;
  readonly lastDays: (days: number) => string;
  readonly today: string;
  readonly disturbedDays: (count: number) => string;
  readonly noneDisturbed: string;
  readonly latency: string;
  readonly latencyOf: Readonly<Record<'calls' | 'probes', string>>;
  readonly latencyFigures: (median: string, p95: string, count: number) => string;
  readonly noLatency: string;
  readonly availability: string;
  readonly period: string;
  readonly periods: (days: number) => string;
  readonly withoutMaintenance: string;
  readonly withMaintenance: string;
  readonly unknownShare: string;
  readonly budgetLeft: string;
  readonly objective: (ratio: string) => string;
  readonly notObserved: string;
  readonly incidents: string;
  readonly noIncidents: string;
  readonly ongoing: string;
  readonly lasted: (duration: string) => string;
  readonly timeline: (count: number) => string;
  readonly note: string;
  readonly maintenance: string;
  readonly maintenanceNow: string;
  readonly noMaintenance: string;
  readonly noHistory: string;
  readonly changed: string;
  readonly environment: string;
  readonly counting: string;
  readonly howCounted: readonly string[];
  readonly times: string;
}

/** The language asked for, by name or by the browser's preferences; French where nothing fits. */
export function languageOf(asked: string | null, acceptLanguage: string | undefined): Language {
  const wanted = [asked ?? '', ...(acceptLanguage ?? '').split(',')].map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.map((code) => LANGUAGES.find((language) => language === code)).find((found) => found !== undefined) ?? 'fr';
}
