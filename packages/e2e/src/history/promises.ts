import { canonicalJson } from '@officine/contracts';
import type { RequestEntry, ResultEntry } from './history.ts';

/** A stretch of time in which a partition may have had no owner, or Kafka was away: from the fault to its end. Milliseconds. */
export interface Disturbance {
  readonly from: number;
  readonly to: number;
}

/** One request record and the results that are its own, in partition order. */
export interface Asking {
  readonly request: RequestEntry;
  /** Another content under an id that was asked before in the partition. */
  readonly conflicts: boolean;
  readonly results: readonly ResultEntry[];
}

type Rule = (asking: Asking, disturbances: readonly Disturbance[]) => string | undefined;

/** Architecture, principle 3: a result within the budget and this, while the partition has an owner. */
const GRACE_MS = 250;
/** Architecture, principle 3: after an owner's crash or an outage of Kafka, at most this after recovery. */
const RECOVERY_MS = 12_000;

/** What always holds, by its name; a rule says what is wrong, or nothing. */
export const RULES: Readonly<Record<string, Rule>> = {
  'an acknowledged request has its result': ({ results }) => (results.length === 0 ? 'there is none' : undefined),

  'a conflicting duplicate is told': ({ conflicts, results }) =>
    conflicts && !results.some(isConflict) ? 'it was not told so' : undefined,

  'a result stands in the partition of its request': ({ request, results }) => {
    const stray = results.find(({ record }) => record.partition !== request.record.partition);
    return stray && `it stands in partition ${stray.record.partition}, not ${request.record.partition}`;
  },

  'a request has one truth': ({ results }) => {
    const truths = new Set(
      results.filter(({ outcome }) => outcome === 'answered').map(({ data }) => canonicalJson(data['verdict'])),
    );
    return truths.size > 1 ? `${truths.size} verdicts differ` : undefined;
  },

  'a repeat is a byte copy': ({ results }) => firstDifferent(results, ({ id }) => id),

  // Stronger than one truth: whoever answers again, after whatever crash, says the very same.
  'a request is answered once, and every other answer is its copy': ({ results }) =>
    firstDifferent(
      results.filter(({ outcome }) => outcome === 'answered'),
      () => 'answered',
    ),

  'a result comes in time': ({ request, results }, disturbances) => {
    const asked = request.record.timestamp;
    const due = asked + request.timeoutMs + GRACE_MS;
    // Asked again, a result from before says nothing: this asking wants a result of its own.
    const first = results.find(({ record }) => record.timestamp >= asked);
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

function isConflict({ outcome, data: { cause } }: ResultEntry): boolean {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return outcome === 'rejected' && code === 'conflicting-duplicate';
}

/** What holds once mySecu has been well for long enough. */
export const SETTLEMENT: { readonly name: string; readonly rule: Rule } = {
  name: 'a degraded check is settled by itself',
  rule: ({ results }) => {
    const degraded = results.find(({ outcome, data }) => outcome === 'degraded' && data['recheck'] !== undefined);
    const isSettled = results.some(({ outcome }) => outcome !== 'degraded');
    return degraded !== undefined && !isSettled ? 'it is still degraded' : undefined;
  },
};

/** Where a result differs in a byte from the first one of its kind. */
function firstDifferent(results: readonly ResultEntry[], kindOf: (result: ResultEntry) => string): string | undefined {
  const first = new Map<string, ResultEntry>();
  for (const result of results) {
    const original = first.get(kindOf(result));
    if (original === undefined) {
      first.set(kindOf(result), result);
    } else if (!sameBytes(original, result)) {
      return `offset ${result.record.offset} (attempt ${result.data['attempt']}) differs from offset ${original.record.offset} (attempt ${original.data['attempt']})`;
    }
  }
  return undefined;
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
