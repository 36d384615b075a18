import type { AvailabilityState, Environment } from '@officine/contracts';
import type { Incident, TimelineEntry } from '../domain/incident.ts';
import { duration } from './format.ts';
import { escaped } from './html.ts';
import type { Language, Texts } from './texts/texts.ts';
import { TEXTS } from './texts/translations.ts';

/** Of badge and icon, on white and on black alike. */
export const COLOURS: Readonly<Record<AvailabilityState, string>> = {
  up: '#18753a',
  degraded: '#8f5a00',
  down: '#b80d1c',
  maintenance: '#0b57a4',
  unknown: '#5d6670',
};
const LETTER = 6.6;
const LEFT = 'mySecu';

/** A badge with a state; `name`: of which component, the whole where it is left out. */
export function badge(state: AvailabilityState, language: Language, name?: string): string {
  const left = escaped(name === undefined ? LEFT : `${LEFT} · ${name}`);
  const said = escaped(TEXTS[language].states[state].toLowerCase());
  const width = (text: string) => Math.round(text.length * LETTER) + 12;
  const [leftWidth, rightWidth] = [width(name === undefined ? LEFT : `${LEFT} · ${name}`), width(TEXTS[language].states[state])];
  const whole = leftWidth + rightWidth;
  const text = (x: number, span: number, words: string) =>
    `<text x="${x + 6}" y="14" textLength="${span - 12}" lengthAdjust="spacingAndGlyphs">${words}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="20" viewBox="0 0 ${whole} 20" role="img" aria-label="${left}: ${said}"><title>${left}: ${said}</title><rect width="${whole}" height="20" rx="3" fill="#3a4048"/><path d="M${leftWidth} 0h${rightWidth - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-${rightWidth - 3}z" fill="${COLOURS[state]}"/><g fill="#fff" font-family="Verdana,Geneva,'DejaVu Sans',sans-serif" font-size="11">${text(0, leftWidth, left)}${text(leftWidth, rightWidth, said)}</g></svg>`;
}

/** Where a feed is read, and of which installation it is. */
export interface FeedPlace {
  /** The page's own address. */
  readonly base: string;
  readonly environment: Environment;
  readonly language: Language;
}

/** The incidents as Atom (RFC 4287), newest first. Ids name the installation's environment: certification is not exploitation. */
export function atomFeed(incidents: readonly Incident[], { base, environment, language }: FeedPlace, nowMs: number): string {
  const texts = TEXTS[language];
  const updatedAt = ({ timeline, openedAtMs }: Incident) => Math.max(openedAtMs, ...timeline.map(({ atMs }) => atMs));
  const entries = incidents.map((incident) => {
    const { id, openedAtMs, closedAtMs, components, timeline } = incident;
    const named = components.map((component) => texts.components[component].name).join(', ');
    const state = closedAtMs === null ? texts.ongoing : texts.lasted(duration(closedAtMs - openedAtMs, language));
    return [
      '<entry>',
      `<id>urn:officine:incident:${environment}:${escaped(id)}</id>`,
      `<title>${escaped(`${named} (${state})`)}</title>`,
      `<published>${iso(openedAtMs)}</published><updated>${iso(updatedAt(incident))}</updated>`,
      `<link rel="alternate" type="text/html" href="${escaped(`${base}/?lang=${language}#${id}`)}"/>`,
      `<content type="text">${escaped(timeline.map((entry) => lineOf(entry, texts)).join('\n'))}</content>`,
      '</entry>',
    ].join('');
  });
  const updated = iso(incidents.length === 0 ? nowMs : Math.max(...incidents.map(updatedAt)));
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">`,
    `<id>urn:officine:status:${environment}</id><title>${escaped(`${texts.title} (${environment})`)}</title>`,
    `<updated>${updated}</updated><author><name>Officine</name></author>`,
    `<link rel="self" type="application/atom+xml" href="${escaped(`${base}/feed.atom?lang=${language}`)}"/>`,
    `<link rel="alternate" type="text/html" hreflang="${language}" href="${escaped(`${base}/?lang=${language}`)}"/>`,
    `${entries.join('')}</feed>`,
    '',
  ].join('\n');
}

function lineOf({ atMs, component, state, note }: TimelineEntry, texts: Texts): string {
  return note === undefined
    ? `${iso(atMs)} ${component ? texts.components[component].name : ''}: ${state ? texts.states[state] : ''}`
    : `${iso(atMs)} ${texts.note}: ${note}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
