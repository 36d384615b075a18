import type { AuditFact } from '../chain/content.ts';

/** What second-level support asks for (annex B, R7): steps, times, correlation ids; nothing of the patient or the user. */
export interface SupportFile {
  readonly requestId: string;
  readonly vendor?: string;
  readonly pharmacy?: string;
  readonly check?: string;
  readonly environment?: string;
  readonly correlationIds: readonly string[];
  readonly traceIds: readonly string[];
  readonly steps: readonly SupportStep[];
}

/** One fact of a check's way. */
export interface SupportStep {
  readonly at: string;
  readonly service: string;
  readonly action: string;
  readonly attempt?: number;
  readonly step?: string;
  readonly outcome?: string;
  readonly correlationId?: string;
  readonly traceId?: string;
}

/** Gathers what is known of one request; undefined where nothing is. `facts`: of that request, in any order. */
export function supportFileOf(requestId: string, facts: readonly AuditFact[]): SupportFile | undefined {
  const own = facts
    // Who read about the check since is no step of it.
    .filter(({ data }) => data.requestId === requestId && data.action.startsWith('check.'))
    .sort((a, b) => Date.parse(a.data.at) - Date.parse(b.data.at) || (a.chain === b.chain ? a.offset - b.offset : 0));
  const first = own[0]?.data;
  if (first === undefined) {
    return undefined;
  }
  const { vendor, pharmacy, check, environment } = first;
  return {
    requestId,
    ...(vendor !== undefined && { vendor }),
    ...(pharmacy !== undefined && { pharmacy }),
    ...(check !== undefined && { check }),
    environment,
    correlationIds: distinct(own.map(({ data }) => data.correlationId)),
    traceIds: distinct(own.map(({ data }) => data.traceId)),
    steps: own.map(({ data }) => stepOf(data)),
  };
}

/** Field by field: what is added to facts one day does not leak into what leaves the house. */
function stepOf({ at, service, action, attempt, step, outcome, correlationId, traceId }: AuditFact['data']): SupportStep {
  return {
    at,
    service,
    action,
    ...(attempt !== undefined && { attempt }),
    ...(step !== undefined && { step }),
    ...(outcome !== undefined && { outcome }),
    ...(correlationId !== undefined && { correlationId }),
    ...(traceId !== undefined && { traceId }),
  };
}

function distinct(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}
