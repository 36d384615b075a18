import { METRIC } from '@officine/telemetry';
import { metrics } from '@opentelemetry/api';

/** Says why a part is not ready, or null when it is. Must be quick and free of personal data. */
export type ReadinessCheck = () => string | null;

/** What `/readyz` answers. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ready: boolean; readonly reason?: string }[];
  /** What an operator should mend although this process does its work. */
  readonly notes: readonly { readonly name: string; readonly note: string }[];
}

/** The named conditions under which this process can do its work. */
export class Health {
  readonly #checks = new Map<string, ReadinessCheck>();
  readonly #notes = new Map<string, ReadinessCheck>();

  constructor() {
    metrics
      .getMeter('officine')
      .createObservableGauge(METRIC.ready, { description: '1 when every readiness check passes' })
      .addCallback((observed) => observed.observe(this.readiness().ready ? 1 : 0));
  }

  /** Adds a condition; a second one of the same name replaces the first. */
  check(name: string, check: ReadinessCheck): this {
    this.#checks.set(name, check);
    return this;
  }

  /** Adds something to tell that is no reason to take this process out of service; null when there is nothing. */
  note(name: string, note: ReadinessCheck): this {
    this.#notes.set(name, note);
    return this;
  }

  /** Evaluates every condition now. */
  readiness(): Readiness {
    const checks = [...this.#checks].map(([name, check]) => {
      const reason = reasonOf(check);
      return reason === null ? { name, ready: true } : { name, ready: false, reason };
    });
    const notes = [...this.#notes].flatMap(([name, tell]) => {
      const note = reasonOf(tell);
      return note === null ? [] : [{ name, note }];
    });
    return { ready: checks.every(({ ready }) => ready), checks, notes };
  }
}

function reasonOf(check: ReadinessCheck): string | null {
  try {
    return check();
  } catch (error) {
    return `the check itself failed: ${error instanceof Error ? error.name : 'unknown'}`;
  }
}
