import type { Anomaly, Check, Verdict } from '@officine/contracts';

/** A verified answer, read by the message model. */
export interface MysecuAnswer {
  readonly check: Check;
  readonly verdict: Verdict;
  readonly anomalies: readonly Anomaly[];
  /** The institution's fields, nothing lost. */
  readonly answer: Readonly<Record<string, unknown>>;
  readonly correlationId?: string;
}
