/** How often checkpoints are signed. */
export interface PaceLimits {
  /** Least time between two checkpoints of a chain, ms. */
  readonly restMs: number;
  /** How long a chain that goes on growing may wait for a quiet moment, ms. */
  readonly patienceMs: number;
}

/** At most one checkpoint a minute and chain. */
export const PACE: PaceLimits = { restMs: 60_000, patienceMs: 10_000 };

/**
 * When a chain that has grown is signed: as soon as it is quiet, as what is at rest is what people look at, or out of patience; never
 * sooner than its last checkpoint allows.
 */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #seen = new Map<string, { readonly seq: number; readonly sinceMs: number }>();

  constructor(limits: PaceLimits = PACE) {
    this.#limits = limits;
  }

  /** Least time between two checkpoints of a chain, ms. */
  get restMs(): number {
    return this.#limits.restMs;
  }

  /** Whether to sign now; asked at regular intervals while there is something to sign. */
  isDue(chain: string, seq: number, signedAtMs: number | undefined, nowMs: number): boolean {
    const { restMs, patienceMs } = this.#limits;
    const before = this.#seen.get(chain);
    const sinceMs = before?.sinceMs ?? nowMs;
    this.#seen.set(chain, { seq, sinceMs });
    if (signedAtMs !== undefined && nowMs - signedAtMs < restMs) {
      return false;
    }
    const isDue = before?.seq === seq || nowMs - sinceMs >= patienceMs;
    if (isDue) {
      this.#seen.delete(chain);
    }
    return isDue;
  }
}
