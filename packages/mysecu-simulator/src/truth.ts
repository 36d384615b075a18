import type { Step } from './step.ts';

/** What was received and answered, without any personal data. */
export interface TruthEntry {
  readonly at: string;
  readonly step: Step;
  /** Id of the pharmacy whose certificate the connection showed; absent for a stranger. */
  readonly pharmacy?: string;
  readonly correlationId: string;
  /** `answered`: a genuine answer was made; `refused`: a fault was. Either may have left wrongly, see `fault`. */
  readonly outcome: 'answered' | 'refused';
  /** Code and text of the fault that refused it. */
  readonly code?: string;
  readonly reason?: string;
  /** Fault on demand that was committed. */
  readonly fault?: string;
  readonly modelUid?: string;
  /** See `questionHash`. */
  readonly questionHash?: string;
  readonly soapAction?: string;
  /** False where bench mode left the signature unverified. */
  readonly verified: boolean;
  readonly durationMs: number;
}

/** Counters since the last reset. */
export interface TruthCounters {
  received: number;
  answered: number;
  refused: number;
  faults: number;
}

/** The bounded record of everything that came in: what tests compare their own books with. */
export interface Truth {
  record(entry: TruthEntry): void;
  entries(): readonly TruthEntry[];
  counters(): Readonly<Partial<Record<Step, TruthCounters>>>;
  clear(): void;
}

/** Keeps the newest `capacity` entries; counters go on beyond that. */
export function createTruth(capacity = 20_000): Truth {
  let ring: TruthEntry[] = [];
  let counters: Partial<Record<Step, TruthCounters>> = {};
  return {
    record(entry) {
      ring.push(entry);
      // Trimmed in large slices: a shift for every entry would copy the whole ring each time.
      if (ring.length >= 2 * capacity) ring = ring.slice(-capacity);
      const count = counters[entry.step] ?? { received: 0, answered: 0, refused: 0, faults: 0 };
      counters[entry.step] = count;
      count.received += 1;
      count[entry.outcome] += 1;
      if (entry.fault !== undefined) count.faults += 1;
    },
    entries: () => ring.slice(-capacity),
    counters: () => counters,
    clear() {
      ring = [];
      counters = {};
    },
  };
}
