import type { Environment } from '@officine/contracts';
import type { Announced } from '../application/ports.ts';
import type { StatusNow } from '../application/status-now.ts';
import type { DayFigures, SloFigures, StatusPast } from '../application/status-past.ts';
import type { ComponentState } from '../domain/board.ts';
import type { Incident } from '../domain/incident.ts';
import { dayBar, dayState, slotsOf, sparkline } from './charts.ts';
import { type Html, html } from './html.ts';
import { LANGUAGES, type Language, TEXTS, type Texts } from './texts.ts';

/** All that a page shows. */
export interface PageContent {
  readonly language: Language;
  readonly environment: Environment;
  readonly now: StatusNow;
  /** Undefined while MongoDB is away. */
  readonly past: StatusPast | undefined;
  readonly maintenance: readonly Announced[];
  readonly nowMs: number;
}

const MINUTE_MS = 60_000;

/** The status page, complete without scripts. */
export function statusPage(content: PageContent): string {
  const { language, environment, now, past, maintenance, nowMs } = content;
  const texts = TEXTS[language];
  const overall = now.components[0];
  const headline = texts.headlines[overall?.state ?? 'unknown'];
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${headline} – ${texts.title}</title>
<link rel="stylesheet" href="/style.css"><link rel="icon" href="/badge.svg" type="image/svg+xml">
<link rel="alternate" type="application/atom+xml" title="${texts.incidents}" href="/feed.atom?lang=${language}">
<noscript><meta http-equiv="refresh" content="60"></noscript>
<script src="/live.js" type="module"></script>
</head>
<body><div class="page">
<header><h1>${texts.title}</h1>${languages(language)}</header>
<p class="visually-hidden" id="announce" role="status" data-prefix="${texts.changed}"></p>
<main>
${overall && glance(overall, now.observedAtMs, environment, language)}
${now.components.slice(1).map((component) => componentOf(component, past?.days.get(component.component), language))}
${past === undefined ? html`<p class="notice">${texts.noHistory}</p>` : [levels(past.slo, texts), latency(past, nowMs, texts), incidents(past.incidents, language)]}
${announced(maintenance, nowMs, language)}
</main>
<footer><p><small>${texts.howCounted} <a href="/feed.atom?lang=${language}">Atom</a> · <a href="/api/v1/status">JSON</a></small></p></footer>
</div></body></html>`.text;
}

function languages(current: Language): Html {
  const links = LANGUAGES.map((language) =>
    language === current
      ? html`<li><a href="/?lang=${language}" hreflang="${language}" lang="${language}" aria-current="true">${language}</a></li>`
      : html`<li><a href="/?lang=${language}" hreflang="${language}" lang="${language}">${language}</a></li>`,
  );
  return html`<nav aria-label="Langue, Sprache, language"><ul>${links}</ul></nav>`;
}

function glance(overall: ComponentState, observedAtMs: number | undefined, environment: Environment, language: Language): Html {
  const texts = TEXTS[language];
  return html`<section class="glance ${overall.state}" aria-label="${texts.components.overall}">
<p class="headline">${texts.headlines[overall.state]}</p>
<p>${texts.since} ${time(overall.sinceMs, language)} · ${texts.environment}: <strong>${environment}</strong></p>
${overall.state === 'up' ? undefined : html`<p>${texts.meanwhile}</p>`}
<p class="soft">${texts.observed}: ${observedAtMs === undefined ? texts.never : time(observedAtMs, language)}</p>
</section>`;
}

function componentOf(
  { component, state, sinceMs, cause }: ComponentState,
  days: readonly DayFigures[] | undefined,
  language: Language,
): Html {
  const texts = TEXTS[language];
  return html`<section class="component" aria-labelledby="c-${component}">
<div class="row"><h2 class="name" id="c-${component}">${texts.components[component]}</h2><span class="state ${state}">${texts.states[state]}</span></div>
<p class="soft">${texts.since} ${time(sinceMs, language)}${cause === undefined ? '' : ` · ${cause}`}</p>
${days && daysOf(component, days, language)}
</section>`;
}

function daysOf(component: ComponentState['component'], days: readonly DayFigures[], language: Language): Html {
  const texts = TEXTS[language];
  const disturbed = days.filter(({ time: spent }) => spent.down > 0 || spent.degraded > 0 || spent.maintenance > 0).toReversed();
  const label = `${texts.components[component]}, ${texts.lastDays(days.length)}: ${texts.disturbedDays} ${disturbed.length}`;
  const describe = ({ dayMs, time: spent }: DayFigures) => `${date(dayMs, language)}: ${texts.states[dayState(spent)]}`;
  const rows = disturbed.map(
    ({ dayMs, time: spent }) =>
      html`<tr><th scope="row">${date(dayMs, language)}</th><td>${minutes(spent.down)}</td><td>${minutes(spent.degraded)}</td><td>${minutes(spent.maintenance)}</td></tr>`,
  );
  const table = html`<div class="scroll" tabindex="0" role="group" aria-label="${texts.disturbedDays}"><table><thead><tr><th scope="col">${texts.day}</th><th scope="col">${texts.states.down}</th><th scope="col">${texts.states.degraded}</th><th scope="col">${texts.states.maintenance}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`${dayBar(days, label, describe)}
<div class="row"><small>${texts.lastDays(days.length)}</small><small>${texts.today}</small></div>
<details id="d-${component}"><summary>${texts.disturbedDays}: ${disturbed.length}</summary>${disturbed.length === 0 ? html`<p>${texts.noneDisturbed}</p>` : table}</details>`;
}

function levels(slo: readonly SloFigures[], texts: Texts): Html {
  const rows = slo
    .filter(({ component }) => component === 'overall')
    .map(
      ({ days, level }) =>
        html`<tr><th scope="row">${days} ${texts.days}</th><td>${percent(level.availability, texts)}</td><td>${percent(level.availabilityWithMaintenance, texts)}</td><td>${percent(level.unknown, texts)}</td><td>${percent(level.budgetLeft, texts)}</td></tr>`,
    );
  return html`<section aria-labelledby="slo"><h2 id="slo">${texts.availability}</h2><div class="scroll" tabindex="0" role="group" aria-labelledby="slo"><table>
<thead><tr><th scope="col">${texts.period}</th><th scope="col">${texts.availability}</th><th scope="col">${texts.withMaintenance}</th><th scope="col">${texts.unknownShare}</th><th scope="col">${texts.budgetLeft}</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}

function latency({ latency: slots }: StatusPast, nowMs: number, texts: Texts): Html {
  const calls = slotsOf(slots, 'calls', 'get');
  const last = calls.at(-1);
  const said =
    last === undefined
      ? texts.noTraffic
      : texts.latencyText(Math.round(last.p50Ms ?? 0), Math.round(last.p95Ms ?? 0), last.count);
  return html`<section aria-labelledby="latency"><h2 id="latency">${texts.latency}</h2>${last && sparkline(calls, nowMs, `${texts.latency}. ${said}`)}<p>${said}</p></section>`;
}

function incidents(list: readonly Incident[], language: Language): Html {
  const texts = TEXTS[language];
  const articles = list.map(({ id, openedAtMs, closedAtMs, components, timeline }) => {
    const lasted =
      closedAtMs === null ? texts.open : texts.lasted(Math.max(1, Math.round((closedAtMs - openedAtMs) / MINUTE_MS)));
    const entries = timeline.map(({ atMs, component, state, note }) =>
      note === undefined
        ? html`<li>${time(atMs, language)}: ${component && texts.components[component]} ${state && texts.states[state]}</li>`
        : html`<li>${time(atMs, language)}: ${texts.note}: ${note}</li>`,
    );
    return html`<article id="${id}"><div class="row"><h3>${components.map((component) => texts.components[component]).join(', ')}</h3><span>${lasted}</span></div><ol>${entries}</ol></article>`;
  });
  return html`<section aria-labelledby="incidents"><h2 id="incidents">${texts.incidents}</h2>${list.length === 0 ? html`<p>${texts.noIncidents}</p>` : articles}</section>`;
}

function announced(windows: readonly Announced[], nowMs: number, language: Language): Html {
  const texts = TEXTS[language];
  const items = windows
    .filter(({ toMs }) => toMs > nowMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map(
      ({ component, fromMs, toMs, text }) =>
        html`<li>${texts.components[component]}: ${time(fromMs, language)} – ${time(toMs, language)} ${text?.[language] ?? text?.fr ?? ''}</li>`,
    );
  return html`<section aria-labelledby="maintenance"><h2 id="maintenance">${texts.maintenance}</h2>${items.length === 0 ? html`<p>${texts.noMaintenance}</p>` : html`<ul>${items}</ul>`}</section>`;
}

function time(ms: number, language: Language): Html {
  const shown = new Intl.DateTimeFormat(language, {
    timeZone: 'Europe/Luxembourg',
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(ms);
  return html`<time datetime="${new Date(ms).toISOString()}">${shown}</time>`;
}

function date(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'medium' }).format(ms);
}

function minutes(ms: number): string {
  return ms === 0 ? '–' : `${Math.max(1, Math.round(ms / MINUTE_MS))} min`;
}

function percent(ratio: number | null, { notObserved }: Texts): string {
  // Never rounded up to 100 %: that would hide an outage.
  return ratio === null ? notObserved : `${(Math.floor(ratio * 100_000) / 1_000).toFixed(3)} %`;
}
