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
  const firsts = new Map<string, RequestEntry>();
  return history.requests.flatMap((request) => {
    const first = firsts.get(request.id) ?? request;
    firsts.set(request.id, first);
    const asking = askingOf(request, first, history.resultsOf.get(request.id) ?? []);
    return rules.flatMap(([promise, rule]) => {
      const what = rule(asking, disturbances);
      return what === undefined ? [] : [{ promise, requestId: request.id, what }];
    });
  });
}

/** Results of a conflicting duplicate name its own position; all others with the id belong to what was asked first. */
function askingOf(request: RequestEntry, first: RequestEntry, results: readonly ResultEntry[]): Asking {
  const conflicts = request.content !== first.content;
  const own = results.filter(({ outcome, data, sourcePosition }) => {
    const isConflict = outcome === 'rejected' && codeOf(data) === 'conflicting-duplicate';
    return conflicts ? isConflict && sourcePosition === request.position : !isConflict;
  });
  return { request, conflicts, isRepeat: request !== first, results: own };
}

function codeOf(data: Readonly<Record<string, unknown>>): unknown {
  const { cause } = data;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
