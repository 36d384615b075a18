import type { CheckResult, Settled } from '@officine/client';
import type { Verdict } from '@officine/contracts';

/** Outcome and what decides it: `answered active, mayPrescribe=false`, `rejected invalid-matricule`, `degraded mysecu-timeout`. */
export function shortOutcome(result: CheckResult): string {
  return result.outcome === 'answered'
    ? `answered ${result.verdict.state}, ${decisive(result.verdict)}`
    : `${result.outcome} ${result.cause.code}`;
}

function decisive(verdict: Verdict): string {
  if ('affiliated' in verdict) {
    return `affiliated=${verdict.affiliated}`;
  }
  return 'covered' in verdict ? `covered=${verdict.covered}` : `mayPrescribe=${verdict.mayPrescribe}`;
}

/** An answer of the demonstration in readable lines. Everybody in it is invented: the verdict is shown whole. */
export function showAnswer(title: string, asks: object, result: CheckResult, elapsedMs: number): string {
  const row = (name: string, value: string) => `   ${name.padEnd(15)}${value}\n`;
  return [
    `\n${result.outcome === 'answered' ? '●' : '○'} ${title}\n`,
    row('question', `${result.check ?? ''} ${flat(asks)}`),
    row('outcome', shortOutcome(result)),
    result.outcome === 'answered' ? row('verdict', flat(result.verdict)) : showAdvice(result, row),
    row('correlation id', result.correlationId ?? '–'),
    row(
      'time',
      `${elapsedMs.toFixed(0)} ms${result.timings.mysecuMs === undefined ? '' : `, of which mySecu ${result.timings.mysecuMs.toFixed(0)} ms`}`,
    ),
  ].join('');
}

/** The true answer of a check that was degraded before. */
export function showSettled(title: string, settled: Settled): string {
  const row = (name: string, value: string) => `   ${name.padEnd(15)}${value}\n`;
  return [
    `\n● later, by itself: ${title}\n`,
    row('outcome', shortOutcome(settled)),
    settled.outcome === 'answered' ? row('verdict', flat(settled.verdict)) : '',
    row('attempt', String(settled.attempt)),
    row('supersedes', settled.supersedes ?? '–'),
  ].join('');
}

function showAdvice(result: Exclude<CheckResult, { outcome: 'answered' }>, row: (name: string, value: string) => string): string {
  const { counter } = result.advice;
  return [
    row('verdict', 'none'),
    ...(result.cause.detail === undefined ? [] : [row('detail', result.cause.detail)]),
    row('advice (fr)', counter.fr),
    row('advice (en)', counter.en),
  ].join('');
}

function flat(value: object): string {
  return Object.entries(value)
    .map(([name, each]) => `${name}=${each !== null && typeof each === 'object' ? nested(each) : String(each)}`)
    .join(' ');
}

function nested(value: object): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : `{${flat(value)}}`;
}
