import { canonicalJson } from '@officine/contracts';
import type { History, RequestEntry, ResultEntry } from './history.ts';

/** A promise that the history breaks. */
export interface Violation {
  readonly promise: string;
  readonly requestId: string;
  readonly what: string;
}

/** A stretch of time in which a partition may have had no owner, or Kafka was away: from the fault to its end. Milliseconds. */
export interface Disturbance {
  readonly from: number;
  readonly to: number;
}

/** Architecture, principle 3: a result within the budget and this, while the partition has an owner. */
const GRACE_MS = 250;
/** Architecture, principle 3: after an owner's crash or an outage of Kafka, at most this after recovery. */
const RECOVERY_MS = 12_000;

type Rule = (request: RequestEntry, results: readonly ResultEntry[], context: Context) => string | undefined;
interface Context {
  readonly disturbances: readonly Disturbance[];
}

const RULES: Readonly<Record<string, Rule>> = {
  'an acknowledged request has its result': (_, results) => (results.length === 0 ? 'there is none' : undefined),

  'a result stands in the partition of its request': (request, results) => {
    const stray = results.find(({ record }) => record.partition !== request.record.partition);
    return stray && `it stands in partition ${stray.record.partition}, not ${request.record.partition}`;
  },

  'a request has one truth': (_, results) => {
    const truths = new Set(
      results.filter(({ outcome }) => outcome === 'answered').map(({ data }) => canonicalJson(data['verdict'])),
    );
    return truths.size > 1 ? `${truths.size} verdicts differ` : undefined;
  },

  'a repeat is a byte copy': (_, results) => {
    const first = new Map<string, ResultEntry>();
    for (const result of results) {
      const original = first.get(result.id);
      if (original === undefined) {
        first.set(result.id, result);
      } else if (!sameBytes(original, result)) {
        return `offset ${result.record.offset} differs from offset ${original.record.offset}`;
      }
    }
    return undefined;
  },

  'a result comes in time': (request, results, { disturbances }) => {
    const asked = request.record.timestamp;
    const due = asked + request.timeoutMs + GRACE_MS;
    const [first] = results;
    const answered = first?.record.timestamp ?? Number.POSITIVE_INFINITY;
    // Until then a partition may have no owner yet, for requests that came after the fault as for those that met it.
    const excused = disturbances
      .map(({ from, to }) => ({ from, to: to + RECOVERY_MS }))
      .filter(({ from, to }) => from <= due && asked <= to);
    const limit = Math.max(due, ...excused.map(({ to }) => to));
    return answered > limit
      ? `${answered - limit} ms late: asked ${instant(asked)}, ${first?.outcome ?? 'nothing'} ${instant(answered)}`
      : undefined;
  },
};

/** The names of the promises that are judged. */
export const promises: readonly string[] = Object.keys(RULES);

/** Judges a history: every broken promise, request by request. An empty list is the only good verdict. */
export function judge(history: History, disturbances: readonly Disturbance[] = []): readonly Violation[] {
  return history.requests.flatMap((request) => {
    const results = history.resultsOf.get(request.id) ?? [];
    return Object.entries(RULES).flatMap(([promise, rule]) => {
      const what = rule(request, results, { disturbances });
      return what === undefined ? [] : [{ promise, requestId: request.id, what }];
    });
  });
}

function instant(epochMs: number): string {
  return Number.isFinite(epochMs) ? new Date(epochMs).toISOString() : 'never';
}

function sameBytes(a: ResultEntry, b: ResultEntry): boolean {
  const headers = (entry: ResultEntry) =>
    Object.entries(entry.record.headers)
      .filter(([name]) => name.startsWith('ce_') || name === 'content-type')
      .toSorted(([left], [right]) => left.localeCompare(right));
  return (
    Buffer.compare(a.record.value ?? Buffer.alloc(0), b.record.value ?? Buffer.alloc(0)) === 0 &&
    canonicalJson(headers(a)) === canonicalJson(headers(b))
  );
}
