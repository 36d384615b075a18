import type { AvailabilityState, Component } from '@officine/contracts';

export const LANGUAGES = ['fr', 'de', 'en'] as const;
/** A language of the status page. */
export type Language = (typeof LANGUAGES)[number];

/** Everything that the page says in one language. */
export interface Texts {
  readonly title: string;
  readonly states: Readonly<Record<AvailabilityState, string>>;
  readonly headlines: Readonly<Record<AvailabilityState, string>>;
  readonly components: Readonly<Record<Component, string>>;
  readonly since: string;
  readonly observed: string;
  readonly never: string;
  readonly days: string;
  readonly lastDays: (days: number) => string;
  readonly today: string;
  readonly availability: string;
  readonly withMaintenance: string;
  readonly unknownShare: string;
  readonly budgetLeft: string;
  readonly period: string;
  readonly notObserved: string;
  readonly disturbedDays: string;
  readonly day: string;
  readonly noneDisturbed: string;
  readonly latency: string;
  readonly latencyText: (p50: number, p95: number, calls: number) => string;
  readonly noTraffic: string;
  readonly incidents: string;
  readonly noIncidents: string;
  readonly open: string;
  readonly lasted: (minutes: number) => string;
  readonly note: string;
  readonly maintenance: string;
  readonly noMaintenance: string;
  readonly noHistory: string;
  readonly meanwhile: string;
  readonly changed: string;
  readonly environment: string;
  readonly howCounted: string;
}

const fr: Texts = {
  title: 'Disponibilité de mySecu',
  states: { up: 'disponible', degraded: 'perturbé', down: 'indisponible', maintenance: 'maintenance', unknown: 'inconnu' },
  headlines: {
    up: 'mySecu répond',
    degraded: 'mySecu est perturbé',
    down: 'mySecu ne répond pas',
    maintenance: 'mySecu est en maintenance',
    unknown: 'Nous ne savons pas si mySecu répond',
  },
  components: {
    overall: 'Ensemble',
    service: 'Consultations',
    'token-service': 'Service de jetons',
    'identity-provider': 'Identification eSanté',
    network: 'Réseau',
  },
  since: 'depuis',
  observed: 'Dernière observation',
  never: 'jamais',
  days: 'jours',
  lastDays: (days) => `${days} derniers jours`,
  today: "aujourd'hui",
  availability: 'Disponibilité hors maintenance',
  withMaintenance: 'Maintenance comprise',
  unknownShare: 'Temps non observé',
  budgetLeft: "Budget d'erreur restant",
  period: 'Période',
  notObserved: 'non observé',
  disturbedDays: 'Jours perturbés',
  day: 'Jour',
  noneDisturbed: 'Aucun jour perturbé.',
  latency: 'Temps de réponse des consultations, 24 heures',
  latencyText: (p50, p95, calls) => `Dernière heure : médiane ${p50} ms, 95e centile ${p95} ms, ${calls} appels.`,
  noTraffic: 'Aucun appel en 24 heures.',
  incidents: 'Incidents',
  noIncidents: 'Aucun incident.',
  open: 'en cours',
  lasted: (minutes) => `durée ${minutes} min`,
  note: 'Note',
  maintenance: 'Maintenance annoncée',
  noMaintenance: 'Aucune maintenance annoncée.',
  noHistory: "L'historique n'est pas accessible en ce moment ; l'état ci-dessus reste à jour.",
  meanwhile: "Le travail de la pharmacie continue : les demandes sont reposées d'elles-mêmes.",
  changed: 'Nouvel état',
  environment: 'Environnement',
  howCounted: "Le temps perturbé compte comme disponible ; le temps non observé ne compte d'aucun côté.",
};

const de: Texts = {
  title: 'Verfügbarkeit von mySecu',
  states: { up: 'verfügbar', degraded: 'gestört', down: 'ausgefallen', maintenance: 'Wartung', unknown: 'unbekannt' },
  headlines: {
    up: 'mySecu antwortet',
    degraded: 'mySecu ist gestört',
    down: 'mySecu antwortet nicht',
    maintenance: 'mySecu wird gewartet',
    unknown: 'Wir wissen nicht, ob mySecu antwortet',
  },
  components: {
    overall: 'Insgesamt',
    service: 'Abfragen',
    'token-service': 'Token-Dienst',
    'identity-provider': 'eSanté-Anmeldung',
    network: 'Netz',
  },
  since: 'seit',
  observed: 'Zuletzt beobachtet',
  never: 'nie',
  days: 'Tage',
  lastDays: (days) => `letzte ${days} Tage`,
  today: 'heute',
  availability: 'Verfügbarkeit ohne Wartung',
  withMaintenance: 'Wartung eingerechnet',
  unknownShare: 'Nicht beobachtete Zeit',
  budgetLeft: 'Verbleibendes Fehlerbudget',
  period: 'Zeitraum',
  notObserved: 'nicht beobachtet',
  disturbedDays: 'Gestörte Tage',
  day: 'Tag',
  noneDisturbed: 'Kein gestörter Tag.',
  latency: 'Antwortzeit der Abfragen, 24 Stunden',
  latencyText: (p50, p95, calls) => `Letzte Stunde: Median ${p50} ms, 95. Perzentil ${p95} ms, ${calls} Aufrufe.`,
  noTraffic: 'Kein Aufruf in 24 Stunden.',
  incidents: 'Vorfälle',
  noIncidents: 'Keine Vorfälle.',
  open: 'dauert an',
  lasted: (minutes) => `Dauer ${minutes} Min.`,
  note: 'Anmerkung',
  maintenance: 'Angekündigte Wartung',
  noMaintenance: 'Keine Wartung angekündigt.',
  noHistory: 'Der Verlauf ist zurzeit nicht zugänglich; der Zustand oben bleibt aktuell.',
  meanwhile: 'Die Arbeit der Apotheke geht weiter: Anfragen werden von selbst wiederholt.',
  changed: 'Neuer Zustand',
  environment: 'Umgebung',
  howCounted: 'Gestörte Zeit zählt als verfügbar; nicht beobachtete Zeit zählt auf keiner Seite.',
};

const en: Texts = {
  title: 'Availability of mySecu',
  states: { up: 'available', degraded: 'degraded', down: 'down', maintenance: 'maintenance', unknown: 'unknown' },
  headlines: {
    up: 'mySecu answers',
    degraded: 'mySecu is degraded',
    down: 'mySecu does not answer',
    maintenance: 'mySecu is in maintenance',
    unknown: 'We do not know whether mySecu answers',
  },
  components: {
    overall: 'Overall',
    service: 'Consultations',
    'token-service': 'Token service',
    'identity-provider': 'eSanté sign-in',
    network: 'Network',
  },
  since: 'since',
  observed: 'Last observed',
  never: 'never',
  days: 'days',
  lastDays: (days) => `last ${days} days`,
  today: 'today',
  availability: 'Availability without maintenance',
  withMaintenance: 'With maintenance',
  unknownShare: 'Time not observed',
  budgetLeft: 'Error budget left',
  period: 'Period',
  notObserved: 'not observed',
  disturbedDays: 'Disturbed days',
  day: 'Day',
  noneDisturbed: 'No disturbed day.',
  latency: 'Response time of consultations, 24 hours',
  latencyText: (p50, p95, calls) => `Last hour: median ${p50} ms, 95th percentile ${p95} ms, ${calls} calls.`,
  noTraffic: 'No call in 24 hours.',
  incidents: 'Incidents',
  noIncidents: 'No incidents.',
  open: 'ongoing',
  lasted: (minutes) => `lasted ${minutes} min`,
  note: 'Note',
  maintenance: 'Announced maintenance',
  noMaintenance: 'No maintenance announced.',
  noHistory: 'The history cannot be read at the moment; the state above is current.',
  meanwhile: "The pharmacy's work goes on: requests are asked again by themselves.",
  changed: 'New state',
  environment: 'Environment',
  howCounted: 'Degraded time counts as available; time that nobody observed counts on neither side.',
};

export const TEXTS: Readonly<Record<Language, Texts>> = { fr, de, en };

/** The language asked for, by name or by the browser's preferences; French where nothing fits. */
export function languageOf(asked: string | null, acceptLanguage: string | undefined): Language {
  const wanted = [asked ?? '', ...(acceptLanguage ?? '').split(',')].map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.map((code) => LANGUAGES.find((language) => language === code)).find((found) => found !== undefined) ?? 'fr';
}
