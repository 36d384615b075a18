import type { AvailabilityState } from '@officine/contracts';
import type { LatencySlot } from '../application/ports.ts';
import type { DayFigures, StatusPast } from '../application/status-past.ts';
import type { ComponentState } from '../domain/board.ts';
import type { Part } from '../domain/step-check.ts';
import { dayBar, dayState, slotsOf, sparkline } from './charts.ts';
import { date, duration, milliseconds, percent, time } from './format.ts';
import { type Html, html } from './html.ts';
import { stateIcon } from './icons.ts';
import { causeOf } from './texts/causes.ts';
import type { Texts } from './texts/texts.ts';

/** What a card shows. */
export interface CardContent {
  readonly component: ComponentState;
  /** Undefined while MongoDB is away. */
  readonly past: StatusPast | undefined;
  readonly nowMs: number;
  readonly texts: Texts;
}

/** Whose response time speaks for a component; the first that was measured. */
const MEASURED: Readonly<Record<Part, readonly string[]>> = {
  network: ['tls', 'tcp'],
  'identity-provider': ['identity'],
  'token-service': ['token'],
  service: ['get', 'wsdl'],
};

/** One component: its state, ninety days, and how fast it answered. */
export function componentCard({ component: found, past, nowMs, texts }: CardContent): Html {
  const { component, state, sinceMs, cause } = found;
  const { name, says } = texts.components[component];
  const days = past?.days.get(component);
  return html`<article class="component" aria-labelledby="c-${component}">
<div class="row"><div><h3 id="c-${component}">${name}</h3><p class="soft">${says}</p></div>${pill(state, texts)}</div>
<p class="since">${texts.since} ${time(sinceMs, texts.language)}${cause === undefined ? '' : html` · ${causeText(cause, texts)}`}</p>
${past && days && daysOf(found, days, past, texts)}
${past === undefined || component === 'overall' ? undefined : latencyOf(component, past.latency, nowMs, texts)}
</article>`;
}

/** A state as a word with its shape. */
export function pill(state: AvailabilityState, texts: Texts): Html {
  return html`<p class="state ${state}">${stateIcon(state)}${texts.states[state]}</p>`;
}

/** A cause in words, with the code that machines get. */
export function causeText(code: string, texts: Texts): Html {
  return html`${texts.causes[causeOf(code)]} <code>${code}</code>`;
}

function daysOf({ component }: ComponentState, days: readonly DayFigures[], { slo }: StatusPast, texts: Texts): Html {
  const { language } = texts;
  const disturbed = days.filter(({ time: spent }) => spent.down > 0 || spent.degraded > 0 || spent.maintenance > 0).toReversed();
  const whole = slo.find((one) => one.component === component && one.days === days.length)?.level.availability ?? null;
  const share = whole === null ? texts.notObserved : percent(whole, language);
  const label = `${texts.components[component].name}, ${texts.lastDays(days.length)}: ${share}, ${texts.disturbedDays(disturbed.length)}`;
  const describe = ({ dayMs, time: spent }: DayFigures) => `${date(dayMs, language)}: ${texts.states[dayState(spent)]}`;
  return html`${dayBar(days, label, describe)}
<p class="scale" aria-hidden="true"><span>${texts.lastDays(days.length)}</span><span class="share">${share}</span><span>${texts.today}</span></p>
${disturbed.length === 0 ? undefined : disturbedDays(component, disturbed, texts)}`;
}

function disturbedDays(component: string, disturbed: readonly DayFigures[], texts: Texts): Html {
  const { language, states } = texts;
  const spent = (ms: number) => (ms === 0 ? '–' : duration(ms, language));
  const rows = disturbed.map(
    ({ dayMs, time: { down, degraded, maintenance, unknown } }) =>
      html`<tr><th scope="row">${date(dayMs, language)}</th><td>${spent(down)}</td><td>${spent(degraded)}</td><td>${spent(maintenance)}</td><td>${spent(unknown)}</td></tr>`,
  );
  const summary = texts.disturbedDays(disturbed.length);
  return html`<details id="d-${component}"><summary>${summary}</summary><div class="scroll" tabindex="0" role="group" aria-label="${texts.components[component as Part].name}: ${summary}"><table>
<thead><tr><th scope="col">${texts.day}</th><th scope="col">${states.down}</th><th scope="col">${states.degraded}</th><th scope="col">${states.maintenance}</th><th scope="col">${states.unknown}</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

function latencyOf(component: Part, latency: readonly LatencySlot[], nowMs: number, texts: Texts): Html {
  const calls = slotsOf(latency, 'calls', MEASURED[component]);
  const probed = MEASURED[component].find((step) => latency.some((slot) => slot.source === 'probes' && slot.step === step));
  const probes = probed === undefined ? [] : slotsOf(latency, 'probes', [probed]);
  const said = [latest('calls', calls, texts), latest('probes', probes, texts)].filter((text) => text !== undefined);
  if (said.length === 0) {
    return html`<p class="soft">${texts.latency}: ${texts.noLatency}</p>`;
  }
  const label = `${texts.components[component].name}, ${texts.latency}. ${said.map(({ name, figures }) => `${name}: ${figures}`).join('. ')}`;
  return html`<div class="latency">${sparkline([...probes, ...calls], nowMs, label)}<dl><div class="caption"><dt>${texts.latency}</dt></div>${said.map(
    ({ source, name, figures }) => html`<div class="${source}"><dt>${name}</dt><dd>${figures}</dd></div>`,
  )}</dl></div>`;
}

/** The latest figures in words; undefined where nothing was answered. */
function latest(source: 'calls' | 'probes', slots: readonly LatencySlot[], texts: Texts) {
  const last = slots.findLast(({ p50Ms }) => p50Ms !== null);
  if (last === undefined) {
    return undefined;
  }
  const { language } = texts;
  const figures = texts.latencyFigures(
    milliseconds(last.p50Ms ?? 0, language),
    milliseconds(last.p95Ms ?? 0, language),
    last.count,
  );
  return { source, name: texts.latencyOf[source], figures };
}
