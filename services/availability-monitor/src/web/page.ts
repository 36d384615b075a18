import type { AvailabilityState, Environment } from '@officine/contracts';
import type { Announced } from '../application/ports.ts';
import type { StatusNow } from '../application/status-now.ts';
import type { StatusPast } from '../application/status-past.ts';
import type { ComponentState } from '../domain/board.ts';
import { duration, time } from './format.ts';
import { type Html, html } from './html.ts';
import { stateIcon } from './icons.ts';
import { LIVE_PATH } from './live-script.ts';
import { causeText, componentCard } from './page-components.ts';
import { incidents, levels, maintenance, maintenanceNow } from './page-past.ts';
import { STYLE_PATH } from './style.ts';
import { LANGUAGES, type Language, type Texts } from './texts/texts.ts';
import { TEXTS } from './texts/translations.ts';

/** All that a page shows. */
export interface PageContent {
  readonly language: Language;
  readonly environment: Environment;
  readonly now: StatusNow;
  /** Undefined while MongoDB is away. */
  readonly past: StatusPast | undefined;
  readonly maintenance: readonly Announced[];
  readonly nowMs: number;
  /** After how long without a word from the server an open page says so itself. */
  readonly lostTouchMs: number;
}

/** The status page, complete without scripts. */
export function statusPage(content: PageContent): string {
  const { language, environment, now, past, nowMs, lostTouchMs } = content;
  const texts = TEXTS[language];
  const [overall, ...parts] = now.components;
  const state = overall?.state ?? 'unknown';
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.headlines[state]} – ${texts.title} (${environment})</title>
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${STYLE_PATH}"><link rel="icon" href="/favicon.svg?state=${state}" type="image/svg+xml">
<link rel="alternate" type="application/atom+xml" title="${texts.incidents}" href="/feed.atom?lang=${language}">
<noscript><meta http-equiv="refresh" content="60"></noscript>
<script src="${LIVE_PATH}" type="module"></script>
</head>
<body data-lost-touch-ms="${lostTouchMs}">
<a class="skip" href="#content">${texts.skip}</a>
<header class="page"><div><h1>${texts.title}</h1><p class="environment ${environment}">${texts.environment} <strong>${environment}</strong></p></div>${languages(texts)}</header>
<p class="visually-hidden" id="announce" role="status" data-prefix="${texts.changed}"></p>
<p class="page lost" id="lost" role="alert" hidden>${texts.lostTouch} <span></span>.</p>
<main class="page" id="content" tabindex="-1">
${overall && glance(overall, content, texts)}
${maintenanceNow(content.maintenance, nowMs, texts)}
<section aria-labelledby="components"><h2 id="components">${texts.componentsTitle}</h2>
${parts.map((component) => componentCard({ component, past, nowMs, texts }))}
</section>
${past === undefined ? html`<p class="notice">${texts.noHistory}</p>` : [levels(past.slo, texts), incidents(past.incidents, nowMs, texts)]}
${maintenance(content.maintenance, nowMs, texts)}
<section aria-labelledby="counting"><h2 id="counting">${texts.counting}</h2><ul class="plain">${texts.howCounted.map((line) => html`<li>${line}</li>`)}</ul><p class="soft">${texts.times}</p></section>
</main>
<footer class="page"><p><a href="/feed.atom?lang=${language}">Atom</a> <a href="/api/v1/status">JSON</a> <a href="/badge.svg?lang=${language}">SVG</a> <a href="/metrics">OpenMetrics</a></p></footer>
</body></html>`.text;
}

function languages({ language: current }: Texts): Html {
  const links = LANGUAGES.map((language) =>
    language === current
      ? html`<li><a href="/?lang=${language}" hreflang="${language}" lang="${language}" aria-current="true">${NAMES[language]}</a></li>`
      : html`<li><a href="/?lang=${language}" hreflang="${language}" lang="${language}">${NAMES[language]}</a></li>`,
  );
  return html`<nav aria-label="Langue, Sprache, language"><ul>${links}</ul></nav>`;
}

const NAMES: Readonly<Record<Language, string>> = { fr: 'Français', de: 'Deutsch', en: 'English' };

function glance(overall: ComponentState, { now, nowMs }: PageContent, texts: Texts): Html {
  const { language } = texts;
  const { state, sinceMs } = overall;
  const { observedAtMs } = now;
  const why = state === 'up' ? undefined : html`<p class="why">${concerned(overall, texts)}</p>`;
  const lasting = state === 'up' ? '' : ` (${duration(nowMs - sinceMs, language)})`;
  const unknown: AvailabilityState = 'unknown';
  return html`<section class="glance ${state}" aria-labelledby="headline" data-unknown="${texts.headlines[unknown]}">
${stateIcon(state)}<div><h2 class="headline" id="headline">${texts.headlines[state]}</h2>
<p class="meaning">${texts.meanings[state]}</p>
${why}
<p class="soft">${texts.since} ${time(sinceMs, language)}${lasting} · ${texts.observed}: ${observedAtMs === undefined ? texts.never : time(observedAtMs, language, 'observed')}</p></div>
</section>`;
}

/** The cause of the whole is the components that decide it. */
function concerned({ cause }: ComponentState, texts: Texts): Html | undefined {
  const words = cause?.split(' ') ?? [];
  const names = words.flatMap((word) =>
    word in texts.components ? [texts.components[word as keyof Texts['components']].name] : [],
  );
  if (names.length > 0) {
    return html`${texts.concerns} ${names.join(', ')}`;
  }
  return cause === undefined ? undefined : causeText(cause, texts);
}
