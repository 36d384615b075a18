import { setTimeout as pause } from 'node:timers/promises';
import type { Outcome, Request, Vendor } from './vendor.ts';

/** What came of asking for some time. */
export interface LoadResult {
  readonly outcomes: readonly Outcome[];
  /** Milliseconds in which they came. */
  readonly tookMs: number;
}

/** Long enough for any question here to be answered. */
const PATIENT_MS = 30_000;

/** Asks at a steady rate, whether answers come or not: a slow answer must not slow the asking. */
export async function askSteadily(
  vendor: Vendor,
  next: (timeoutMs: number) => Request,
  { perSecond, forMs }: { readonly perSecond: number; readonly forMs: number },
): Promise<readonly Outcome[]> {
  const asked: Promise<Outcome>[] = [];
  const startMs = performance.now();
  for (let due = startMs; due < startMs + forMs; due += 1000 / perSecond) {
    await pause(Math.max(0, due - performance.now()));
    asked.push(vendor.ask(next(PATIENT_MS)));
  }
  return await Promise.all(asked);
}

/**
 * Keeps `inFlight` questions open at all times, so that mySecu's latency alone would give `inFlight / latency` answers a second:
 * whatever is missing from that was lost on the way. They are begun evenly over one latency, as counters ask: begun all at once they
 * would come back all at once for ever, a wave that no ideal has.
 */
export class ClosedLoop {
  readonly #stop = new AbortController();
  readonly #workers: Promise<void>;
  #heard: Outcome[] = [];

  constructor(
    vendor: Vendor,
    next: (timeoutMs: number) => Request,
    { inFlight, latencyMs }: { readonly inFlight: number; readonly latencyMs: number },
  ) {
    const work = async (startsAfterMs: number): Promise<void> => {
      await pause(startsAfterMs);
      for (; !this.#stop.signal.aborted; ) {
        const outcome = await vendor.ask(next(PATIENT_MS));
        // Looked up now: what was asked before an observation began and is answered within it belongs to it.
        this.#heard.push(outcome);
      }
    };
    this.#workers = Promise.all(Array.from({ length: inFlight }, (_, index) => work((index * latencyMs) / inFlight))).then(
      () => undefined,
    );
  }

  /** What is answered within the next `forMs`. */
  async observe(forMs: number): Promise<LoadResult> {
    this.#heard = [];
    const startMs = performance.now();
    await pause(forMs);
    return { outcomes: [...this.#heard], tookMs: performance.now() - startMs };
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#workers;
  }
}
