/** What the topics say of one request. */
export interface RequestTrace {
  /** ms since the epoch: when the broker took the request; undefined where the request is no longer, or never was, in its topic. */
  readonly requestedAt?: number;
  /** Ids of its results in the results topic; copies of one are one. */
  readonly results: ReadonlySet<string>;
  /** What the audit has of it. */
  readonly audited: Audited;
}

/** What the audit has of a request. */
export interface Audited {
  readonly actions: ReadonlySet<string>;
  /** Ids of the results that it vouches for. */
  readonly results: ReadonlySet<string>;
}

/** What does not fit together. */
export type Difference = 'no-result' | 'result-not-audited' | 'audited-without-result' | 'result-without-request';

/** A request of which topics and audit tell different stories. */
export interface Mismatch {
  readonly requestId: string;
  readonly difference: Difference;
}

/** Facts that say how a request ended. */
const ENDS = ['check.answered', 'check.degraded', 'check.refused', 'check.settled', 'check.repeated'];

/**
 * Proves requests = results = audited, one request after the other, and each result by its id: the audit may know of one more that a
 * crash kept from being published. `settledBefore` (ms): what was asked after it may still be on its way. A refusal is not always preceded by `check.asked`; a result without either request or asking is nobody's answer.
 */
export function reconcile(
  traces: Iterable<readonly [requestId: string, trace: RequestTrace]>,
  bounds: { readonly settledBefore: number },
): Mismatch[] {
  const mismatches: Mismatch[] = [];
  for (const [requestId, trace] of traces) {
    const difference = differenceIn(trace, bounds.settledBefore);
    if (difference !== undefined) {
      mismatches.push({ requestId, difference });
    }
  }
  return mismatches;
}

function differenceIn({ requestedAt, results, audited }: RequestTrace, settledBefore: number): Difference | undefined {
  const { actions } = audited;
  if (results.size > 0) {
    if ([...results].some((id) => !audited.results.has(id))) {
      return 'result-not-audited';
    }
    const isAsked = requestedAt !== undefined || actions.has('check.asked') || actions.has('check.refused');
    return isAsked ? undefined : 'result-without-request';
  }
  if (requestedAt === undefined || requestedAt >= settledBefore) {
    return undefined;
  }
  return ENDS.some((action) => actions.has(action)) ? 'audited-without-result' : 'no-result';
}
