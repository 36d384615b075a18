import { type Html, html } from './html.ts';
import type { Language } from './texts/texts.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
const ZONE = 'Europe/Luxembourg';

/** A moment by the clock of Luxembourg, readable for machines too. */
export function time(ms: number, language: Language, id?: string): Html {
  const shown = new Intl.DateTimeFormat(language, { timeZone: ZONE, dateStyle: 'medium', timeStyle: 'short' }).format(ms);
  const at = new Date(ms).toISOString();
  return id === undefined
    ? html`<time datetime="${at}">${shown}</time>`
    : html`<time id="${id}" datetime="${at}">${shown}</time>`;
}

/** A time from one moment to another; the day is said once where both are on it. */
export function span(fromMs: number, toMs: number, language: Language): Html {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, dateStyle: 'short' });
  if (day.format(fromMs) !== day.format(toMs)) {
    return html`${time(fromMs, language)} – ${time(toMs, language)}`;
  }
  const clock = new Intl.DateTimeFormat(language, { timeZone: ZONE, timeStyle: 'short' }).format(toMs);
  return html`${time(fromMs, language)} – <time datetime="${new Date(toMs).toISOString()}">${clock}</time>`;
}

/** A day of universal time. */
export function date(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'medium' }).format(ms);
}

/** `12 min`, `3 h 05 min`, `2 d 4 h`: as long as it really was, rounded to minutes, at least one. */
export function duration(ms: number, language: Language): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  const unit = (value: number, name: 'minute' | 'hour' | 'day') =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  if (minutes < HOUR_MINUTES) {
    return unit(minutes, 'minute');
  }
  if (minutes < DAY_MINUTES) {
    const rest = minutes % HOUR_MINUTES;
    return `${unit(Math.floor(minutes / HOUR_MINUTES), 'hour')}${rest === 0 ? '' : ` ${unit(rest, 'minute')}`}`;
  }
  const hours = Math.round((minutes % DAY_MINUTES) / HOUR_MINUTES);
  return `${unit(Math.floor(minutes / DAY_MINUTES), 'day')}${hours === 0 ? '' : ` ${unit(hours, 'hour')}`}`;
}

/** A share, never rounded up to 100 %: that would hide an outage. */
export function percent(ratio: number, language: Language, digits = 3): string {
  const scale = 10 ** (digits + 2);
  return new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Math.floor(ratio * scale) / scale);
}

/** A share that is aimed at, in as many digits as it has. */
export function target(ratio: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 4 }).format(ratio);
}

/** `212 ms`, `1.4 s`. */
export function milliseconds(ms: number, language: Language): string {
  return ms < 1_000
    ? `${Math.round(ms)} ms`
    : `${new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(ms / 1_000)} s`;
}
