import { catalogueEntry, checkAnswered, checkDegraded, checkRejected, type ErrorCode, errorCodes } from '@officine/contracts';
import { ATTR, METRIC } from '@officine/telemetry';
import { metrics } from '@opentelemetry/api';
import type { Clock } from './ports.ts';
import type { ResultRecord } from './result-record.ts';

/** A result counts as in time so long after its budget: the promise on the results topic (architecture, principle 3). */
export const GRACE_MS = 250;
/** A deferred check counts as settled in time so long after it was asked, or after mySecu last failed, whichever came later. */
export const SETTLE_WITHIN_MS = 900_000;

const OUTCOMES: Readonly<Record<string, string>> = {
  [checkAnswered.type]: 'answered',
  [checkDegraded.type]: 'degraded',
  [checkRejected.type]: 'rejected',
};
/** Causes that lie with Officine alone; every other degraded result says that mySecu, eSanté or the pharmacy kept us from asking. */
const OURS: ReadonlySet<string> = new Set<ErrorCode>(['officine-unavailable', 'overloaded', 'internal']);
const OF_PHARMACY: ReadonlySet<string> = new Set(
  errorCodes.filter((code) => {
    const entry = catalogueEntry(code);
    return entry.outcome === 'degraded' && entry.recheck === 'on-change';
  }),
);
/** How many checks that wait for a pharmacy's credential are remembered as such. */
const REMEMBERED = 10_000;

/** What is read of a result. */
interface Told {
  readonly cause?: { readonly code?: string };
  readonly supersedes?: string;
  readonly timings?: { readonly receivedAt?: string };
}

/** What Officine promises to vendors, whatever mySecu does, and whether it keeps it: the service level of its own. */
export class KeptPromises {
  readonly #clock: Pick<Clock, 'wallMs' | 'monotonicMs'>;
  readonly #meter = metrics.getMeter('officine');
  readonly #deadlines = this.#meter.createCounter(METRIC.checkDeadlines, {
    description: 'Requests that got their first result, by vendor and whether it came in time',
  });
  readonly #duration = this.#meter.createHistogram(METRIC.checkDurationMs, {
    description: 'Time from the append of a request to its first result, by outcome',
    unit: 'ms',
    advice: { explicitBucketBoundaries: [50, 100, 200, 350, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000, 30_000] },
  });
  readonly #settlements = this.#meter.createCounter(METRIC.deferredSettlements, {
    description: 'Deferred checks that were settled, by vendor, outcome, and whether it came in time once mySecu answered',
  });
  readonly #settleWait = this.#meter.createHistogram(METRIC.deferredWaitMs, {
    description: 'Time from the append of a request to the result that settles it',
    unit: 'ms',
    advice: { explicitBucketBoundaries: [15e3, 30e3, 60e3, 120e3, 300e3, 900e3, 1_800e3, 3_600e3, 4 * 3_600e3, 12 * 3_600e3] },
  });
  #lastFailureAtMs = Number.NEGATIVE_INFINITY;
  readonly #ofPharmacy = new Set<string>();

  constructor(clock: Pick<Clock, 'wallMs' | 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** A request has its first result; `deadlineMs` is monotonic. */
  answered(vendor: string, deadlineMs: number): void {
    const inTime = this.#clock.monotonicMs() <= deadlineMs + GRACE_MS;
    this.#deadlines.add(1, { [ATTR.vendor]: vendor, [ATTR.met]: inTime ? 'yes' : 'no' });
  }

  /** A result was acknowledged by the brokers. */
  published({ vendor, headers, value }: Pick<ResultRecord, 'vendor' | 'headers' | 'value'>): void {
    const outcome = OUTCOMES[headers['ce_type'] ?? ''];
    if (outcome === undefined) {
      return;
    }
    const told = JSON.parse(value.toString('utf8')) as Told;
    const nowMs = this.#clock.wallMs();
    const receivedAtMs = Date.parse(told.timings?.receivedAt ?? '') || nowMs;
    const waitedMs = Math.max(0, nowMs - receivedAtMs);
    if (told.supersedes !== undefined) {
      this.#settled(vendor, outcome, told.supersedes, { nowMs, receivedAtMs, waitedMs });
      return;
    }
    this.#duration.record(waitedMs, { [ATTR.outcome]: outcome });
    if (outcome === 'degraded') {
      this.#noteCause(told.cause?.code ?? '', headers['ce_id'] ?? '', nowMs);
    }
  }

  #settled(
    vendor: string,
    outcome: string,
    degradedId: string,
    { nowMs, receivedAtMs, waitedMs }: { readonly nowMs: number; readonly receivedAtMs: number; readonly waitedMs: number },
  ): void {
    const waitedForPharmacy = this.#ofPharmacy.delete(degradedId);
    const inTime = waitedForPharmacy || nowMs - Math.max(receivedAtMs, this.#lastFailureAtMs) <= SETTLE_WITHIN_MS;
    this.#settleWait.record(waitedMs, { [ATTR.outcome]: outcome });
    this.#settlements.add(1, { [ATTR.vendor]: vendor, [ATTR.outcome]: outcome, [ATTR.met]: inTime ? 'yes' : 'no' });
  }

  /** Until mySecu answers nobody can settle anything; and what waits for a pharmacy's new credential waits for that pharmacy. */
  #noteCause(code: string, degradedId: string, nowMs: number): void {
    if (OF_PHARMACY.has(code)) {
      this.#ofPharmacy.add(degradedId);
      const [oldest] = this.#ofPharmacy;
      if (this.#ofPharmacy.size > REMEMBERED && oldest !== undefined) {
        this.#ofPharmacy.delete(oldest);
      }
    } else if (!OURS.has(code)) {
      this.#lastFailureAtMs = nowMs;
    }
  }
}
