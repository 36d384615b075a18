import type { History, RequestEntry, ResultEntry } from './history.ts';
import { type Asking, type Disturbance, RULES, SETTLEMENT } from './promises.ts';

export type { Disturbance } from './promises.ts';

/** A promise that the history breaks. */
export interface Violation {
  readonly promise: string;
  readonly requestId: string;
  readonly what: string;
}

/** What a trial may expect beyond what always holds. */
export interface Expectations {
  /** Every degraded check must have been settled by now: mySecu was well for long enough. */
  readonly settled?: boolean;
}

/** The names of the promises that are judged. */
export const promises: readonly string[] = [...Object.keys(RULES), SETTLEMENT.name];

/** Judges a history: every broken promise, request by request. An empty list is the only good verdict. */
export function judge(
  history: History,
  disturbances: readonly Disturbance[] = [],
  { settled = false }: Expectations = {},
): readonly Violation[] {
  const rules = Object.entries(RULES).concat(settled ? [[SETTLEMENT.name, SETTLEMENT.rule]] : []);
  // Idempotency is per partition: when a topic grows, a request that is sent again may come to another one.
  const askings = Map.groupBy(history.requests, ({ id, record }) => `${record.partition}/${id}`);
  return [...askings.values()].flatMap((requests) => {
    const [{ id: requestId = '', record = undefined } = {}] = requests;
    const results = history.resultsOf.get(requestId) ?? [];
    const ofPartition = results.filter(({ sourcePosition }) => sourcePosition.startsWith(`${record?.partition}:`));
    return askingsOf(requests, ofPartition).flatMap((asking) =>
      rules.flatMap(([promise, rule]) => {
        const what = rule(asking, disturbances);
        return what === undefined ? [] : [{ promise, requestId, what }];
      }),
    );
  });
}

/**
 * What was asked first under an id owns the results, in the partition's order. A later request with another content has those alone
 * that name its position: it conflicts with the first, unless that was only rejected and so left nothing to conflict with.
 */
function askingsOf(requests: readonly RequestEntry[], results: readonly ResultEntry[]): readonly Asking[] {
  const [first] = requests;
  const others = new Set(requests.filter(({ content }) => content !== first?.content).map(({ position }) => position));
  const ofFirst = results.filter(({ sourcePosition }) => !others.has(sourcePosition));
  const isSettled = ofFirst.some(({ outcome }) => outcome !== 'rejected');
  return requests.map((request) => {
    const isOther = others.has(request.position);
    return {
      request,
      conflicts: isOther && isSettled,
      results: isOther ? results.filter(({ sourcePosition }) => sourcePosition === request.position) : ofFirst,
    };
  });
}
