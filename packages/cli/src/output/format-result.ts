import type { CheckResult } from '@officine/client';
import type { Advice } from '@officine/contracts';

export type Language = 'fr' | 'de' | 'en';

/** A result as a person at a terminal reads it. `elapsedMs` is what the asker waited. */
export function formatResult(result: CheckResult, language: Language, elapsedMs: number): string[] {
  return [
    row('outcome', result.outcome),
    ...(result.outcome === 'answered' ? answeredRows(result, language) : causeRows(result, language)),
    row('request', result.requestId),
    ...(result.correlationId ? [row('correlation', result.correlationId)] : []),
    ...(result.traceId ? [row('trace', result.traceId)] : []),
    row('time', `${Math.round(elapsedMs)} ms`),
  ];
}

function answeredRows(result: CheckResult & { outcome: 'answered' }, language: Language): string[] {
  return [
    ...Object.entries(result.verdict).map(([name, value]) => row(name, plain(value))),
    ...result.anomalies.flatMap(({ type, code, reason, advice }) => [
      row('anomaly', [type, code, reason].filter(Boolean).join(' ')),
      ...adviceRows(advice, language),
    ]),
  ];
}

function causeRows(result: CheckResult & { outcome: 'degraded' | 'rejected' }, language: Language): string[] {
  const { cause, advice } = result;
  return [
    row('cause', `${cause.code} (${[cause.step, cause.field, cause.detail].filter(Boolean).join(', ')})`),
    ...adviceRows(advice, language),
    ...(result.outcome === 'degraded' ? [row('asked again', result.recheck.until ? `until ${result.recheck.until}` : 'no')] : []),
  ];
}

function adviceRows({ counter, it }: Advice, language: Language): string[] {
  return [row('counter', counter[language]), row('IT', it[language])];
}

function plain(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(plain).join(', ') || '(none)';
  }
  if (typeof value === 'object' && value !== null) {
    return Object.values(value)
      .filter((member) => member !== null)
      .map(plain)
      .join(' ');
  }
  return value === null ? 'unknown' : String(value);
}

function row(name: string, value: string): string {
  return `${name.padEnd(12)} ${value}`;
}
