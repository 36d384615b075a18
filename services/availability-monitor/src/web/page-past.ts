import type { Announced } from '../application/ports.ts';
import type { SloFigures } from '../application/status-past.ts';
import type { Incident, TimelineEntry } from '../domain/incident.ts';
import { duration, percent, span, target, time } from './format.ts';
import { type Html, html } from './html.ts';
import { stateIcon } from './icons.ts';
import { causeText } from './page-components.ts';
import type { Texts } from './texts/texts.ts';

/** How available mySecu as a whole was, with and without maintenance, and how much of the time nobody saw. */
export function levels(slo: readonly SloFigures[], texts: Texts): Html {
  const { language } = texts;
  const overall = slo.filter(({ component }) => component === 'overall');
  const share = (ratio: number | null, digits?: number) =>
    ratio === null ? texts.notObserved : percent(ratio, language, digits);
  const rows = overall.map(
    ({ days, level }) =>
      html`<tr><th scope="row">${texts.periods(days)}</th><td class="${level.budgetLeft !== null && level.budgetLeft < 0 ? 'bad' : 'good'}">${share(level.availability)}</td><td>${share(level.availabilityWithMaintenance)}</td><td>${share(level.unknown)}</td><td>${share(level.budgetLeft, 1)}</td></tr>`,
  );
  const objective = overall[0]?.objective;
  return html`<section aria-labelledby="slo"><h2 id="slo">${texts.availability}</h2><div class="scroll" tabindex="0" role="group" aria-labelledby="slo"><table>
<thead><tr><th scope="col">${texts.period}</th><th scope="col">${texts.withoutMaintenance}</th><th scope="col">${texts.withMaintenance}</th><th scope="col">${texts.unknownShare}</th><th scope="col">${texts.budgetLeft}</th></tr></thead>
<tbody>${rows}</tbody></table></div>${objective === undefined ? undefined : html`<p class="soft">${texts.objective(target(objective, language))}</p>`}</section>`;
}

/** Incidents, newest first; the open one with its timeline, the others with theirs to be unfolded. */
export function incidents(list: readonly Incident[], nowMs: number, texts: Texts): Html {
  const articles = list.map((incident) => incidentOf(incident, nowMs, texts));
  return html`<section aria-labelledby="incidents"><h2 id="incidents">${texts.incidents}</h2>${list.length === 0 ? html`<p>${texts.noIncidents}</p>` : articles}</section>`;
}

function incidentOf({ id, openedAtMs, closedAtMs, components, timeline }: Incident, nowMs: number, texts: Texts): Html {
  const { language } = texts;
  const named = components.map((component) => texts.components[component].name).join(', ');
  const lasted = duration((closedAtMs ?? nowMs) - openedAtMs, language);
  const when = closedAtMs === null ? html`${texts.since} ${time(openedAtMs, language)}` : span(openedAtMs, closedAtMs, language);
  const entries = timeline.map((entry) => html`<li class="${entry.state ?? 'note'}">${entryOf(entry, texts)}</li>`);
  const unfolded = closedAtMs === null ? html` open` : undefined;
  return html`<article class="incident ${closedAtMs === null ? 'open' : 'closed'}" id="${id}" aria-labelledby="h-${id}">
<div class="row"><h3 id="h-${id}">${named}</h3><p class="lasted">${closedAtMs === null ? html`<strong>${texts.ongoing}</strong>, ${lasted}` : texts.lasted(lasted)}</p></div>
<p class="soft">${when}</p>
<details id="t-${id}"${unfolded}><summary>${texts.timeline(timeline.length)}</summary><ol class="timeline">${entries}</ol></details></article>`;
}

function entryOf({ atMs, component, state, cause, note }: TimelineEntry, texts: Texts): Html {
  const at = time(atMs, texts.language);
  if (note !== undefined) {
    return html`${at} <strong>${texts.note}</strong> ${note}`;
  }
  const why = cause === undefined || state === 'up' ? undefined : html`: ${causeText(cause, texts)}`;
  return html`${at} <strong>${component && texts.components[component].name}</strong> ${state && texts.states[state].toLowerCase()}${why}`;
}

/** An interruption that is under way, where everybody sees it. */
export function maintenanceNow(windows: readonly Announced[], nowMs: number, texts: Texts): Html | undefined {
  const under = windows.filter(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs);
  if (under.length === 0) {
    return undefined;
  }
  return html`<section class="notice maintenance" aria-labelledby="maintenance-now">${stateIcon('maintenance')}<div><h2 id="maintenance-now">${texts.maintenanceNow}</h2><ul class="plain">${under.map((window) => windowOf(window, texts))}</ul></div></section>`;
}

/** Announced interruptions to come. */
export function maintenance(windows: readonly Announced[], nowMs: number, texts: Texts): Html {
  const items = windows
    .filter(({ fromMs }) => fromMs > nowMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map((window) => windowOf(window, texts));
  return html`<section aria-labelledby="maintenance"><h2 id="maintenance">${texts.maintenance}</h2>${items.length === 0 ? html`<p>${texts.noMaintenance}</p>` : html`<ul class="windows">${items}</ul>`}</section>`;
}

function windowOf({ component, fromMs, toMs, text }: Announced, texts: Texts): Html {
  const { language } = texts;
  const said = text?.[language] ?? text?.fr ?? text?.en ?? text?.de;
  return html`<li><strong>${texts.components[component].name}</strong> ${span(fromMs, toMs, language)}${said === undefined ? undefined : html`<br>${said}`}</li>`;
}
