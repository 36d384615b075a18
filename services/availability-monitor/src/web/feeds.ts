import type { AvailabilityState } from '@officine/contracts';
import type { Incident } from '../domain/incident.ts';
import { escaped } from './html.ts';
import { type Language, TEXTS } from './texts.ts';

const COLOURS: Readonly<Record<AvailabilityState, string>> = {
  up: '#1a7f37',
  degraded: '#9a6700',
  down: '#c1121f',
  maintenance: '#0b57a4',
  unknown: '#656d76',
};

/** A badge with the state of the whole. */
export function badge(state: AvailabilityState, language: Language): string {
  const said = escaped(TEXTS[language].states[state]);
  const width = 58 + said.length * 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="mySecu: ${said}"><title>mySecu: ${said}</title><rect width="54" height="20" fill="#3a4048"/><rect x="54" width="${width - 54}" height="20" fill="${COLOURS[state]}"/><g fill="#fff" font-family="Verdana,sans-serif" font-size="11"><text x="6" y="14">mySecu</text><text x="60" y="14">${said}</text></g></svg>`;
}

/** The incidents as Atom (RFC 4287), newest first. `base`: the page's own address. */
export function atomFeed(incidents: readonly Incident[], base: string, language: Language, nowMs: number): string {
  const texts = TEXTS[language];
  const updatedAt = ({ timeline, openedAtMs }: Incident) => Math.max(openedAtMs, ...timeline.map(({ atMs }) => atMs));
  const entries = incidents.map((incident) => {
    const named = incident.components.map((component) => texts.components[component]).join(', ');
    const state =
      incident.closedAtMs === null
        ? texts.open
        : texts.lasted(Math.max(1, Math.round((incident.closedAtMs - incident.openedAtMs) / 60_000)));
    const lines = incident.timeline.map(({ atMs, component, state: became, note }) =>
      note === undefined
        ? `${new Date(atMs).toISOString()} ${component ? texts.components[component] : ''}: ${became ? texts.states[became] : ''}`
        : `${new Date(atMs).toISOString()} ${texts.note}: ${note}`,
    );
    return `<entry><id>urn:officine:incident:${escaped(incident.id)}</id><title>${escaped(`${named} (${state})`)}</title><published>${new Date(incident.openedAtMs).toISOString()}</published><updated>${new Date(updatedAt(incident)).toISOString()}</updated><link href="${escaped(`${base}/?lang=${language}#${incident.id}`)}"/><content type="text">${escaped(lines.join('\n'))}</content></entry>`;
  });
  const updated = new Date(incidents.length === 0 ? nowMs : Math.max(...incidents.map(updatedAt))).toISOString();
  return `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}"><id>urn:officine:status</id><title>${escaped(texts.title)}</title><updated>${updated}</updated><author><name>Officine</name></author><link rel="self" href="${escaped(`${base}/feed.atom?lang=${language}`)}"/>${entries.join('')}</feed>\n`;
}
