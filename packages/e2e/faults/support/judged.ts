import { historyOf, judge, readTopic, type Violation } from '@officine/e2e';
import { Kafka, logLevel } from 'kafkajs';
import { disturbancesOf, type Episode } from './episodes.ts';
import type { HeardResult, Ledger } from './ledger.ts';
import { isTrue, isUnknown } from './questions.ts';
import type { World } from './world.ts';

/** Causes that any outage may bring beside its own: the budget ended first, the breaker was open, calls queued after it. */
const OF_ANY_OUTAGE = new Set([
  'mysecu-unavailable',
  'mysecu-timeout',
  'rate-limited',
  'token-service-unavailable',
  'officine-unavailable',
]);

/** What the history checker says of the topics of all vendors of a world. */
export async function judgeTopics(world: World, episodes: readonly Episode[]): Promise<readonly Violation[]> {
  const kafka = new Kafka({ clientId: 'judge', brokers: world.stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const violations: Violation[] = [];
  for (const { id } of world.vendors) {
    const [requests, results] = await Promise.all([
      readTopic(kafka, `officine.vendor.${id}.requests.v1`),
      readTopic(kafka, `officine.vendor.${id}.results.v1`),
    ]);
    violations.push(...judge(historyOf(requests, results), disturbancesOf(episodes)));
  }
  return violations.map((violation) => ({ ...violation, what: `${violation.what} (${faultOf(violation.requestId, episodes)})` }));
}

/** Verdicts that are not what mySecu's register says. */
export function falseVerdicts({ ledger }: World, episodes: readonly Episode[]): string[] {
  return episodes.flatMap(({ fault, asked }) =>
    asked.flatMap(({ id, question }) =>
      verdictsOf(ledger, id)
        .filter((verdict) => !isTrue(question, verdict) && !(fault.saysUnknown === true && isUnknown(verdict)))
        .map((verdict) => `${fault.name}: ${id} asked for ${question.state}, heard ${String(verdict['state'])}`),
    ),
  );
}

/** Requests whose degraded result, or none at all, was the last word. */
export function unsettled(episodes: readonly Episode[]): string[] {
  return episodes.flatMap(({ fault, unsettled: ids }) => ids.map((id) => `${fault.name}: ${id}`));
}

/** Final results that do not name the degraded one that they settle. */
export function wronglySettled({ ledger }: World, episodes: readonly Episode[]): string[] {
  return episodes.flatMap(({ fault, asked }) =>
    asked.flatMap(({ id }) => {
      const results = ledger.resultsOf(id);
      const degraded = new Set(results.filter(({ outcome }) => outcome === 'degraded').map((result) => result.id));
      return results
        .filter(({ outcome, data }) => outcome !== 'degraded' && degraded.size > 0 && !degraded.has(data.supersedes ?? ''))
        .map(({ data }) => `${fault.name}: ${id} supersedes ${data.supersedes ?? 'nothing'}`);
    }),
  );
}

/** Faults that were not told by their name, and names that do not belong to them. */
export function wronglyTold({ ledger }: World, episodes: readonly Episode[]): string[] {
  return episodes.flatMap(({ fault, asked }) => {
    const causes = asked.flatMap(({ id }) => ledger.resultsOf(id)).flatMap(causeOf);
    const strange = [...new Set(causes.map(({ code, detail }) => `${code}/${detail ?? ''}`))].filter(
      (cause) => !mayBeTold(fault, cause),
    );
    const isNamed = causes.some(
      ({ code, detail = '' }) => code === fault.told?.code && (fault.told.detail === undefined || fault.told.detail.test(detail)),
    );
    return [
      ...strange.map((cause) => `${fault.name} was told as ${cause}`),
      ...(fault.told !== undefined && !isNamed
        ? [`${fault.name} was never told as ${fault.told.code}/${String(fault.told.detail ?? '')}`]
        : []),
    ];
  });
}

function mayBeTold(fault: Episode['fault'], cause: string): boolean {
  const [code = ''] = cause.split('/');
  if (fault.told === undefined && fault.disturbs !== true) {
    return false; // Nobody may notice it.
  }
  return code === fault.told?.code || OF_ANY_OUTAGE.has(code);
}

function causeOf({ outcome, data }: HeardResult) {
  return outcome === 'degraded' && data.cause !== undefined ? [data.cause] : [];
}

function verdictsOf(ledger: Ledger, id: string): Readonly<Record<string, unknown>>[] {
  return ledger.resultsOf(id).flatMap(({ data }) => (data.verdict === undefined ? [] : [data.verdict]));
}

function faultOf(requestId: string, episodes: readonly Episode[]): string {
  const episode = episodes.find(({ asked }) => asked.some(({ id }) => id === requestId));
  return episode === undefined ? 'between faults' : `${episode.fault.name}, seed ${episode.seed}`;
}
