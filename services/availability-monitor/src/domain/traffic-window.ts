/** One call of real traffic, as far as mySecu's availability goes. */
export interface TrafficCall {
  readonly atMs: number;
  readonly durationMs: number;
  readonly outcome: 'ok' | 'fault' | 'refused' | 'timeout' | 'transport' | 'untrusted';
  /** The cause lies with one pharmacy's own credential: mySecu answered, if only to refuse it. */
  readonly ownFault: boolean;
}

/** What the last minute of traffic amounts to. */
export interface TrafficFigures {
  readonly calls: number;
  readonly failures: number;
  readonly p95Ms: number;
  readonly lastSuccessAtMs: number | undefined;
}

/** How long a call counts as recent, ms. */
export const TRAFFIC_WINDOW_MS = 60_000;
/** What one minute may hold at most: beyond, the oldest are forgotten early. */
const CAPACITY = 20_000;

/** The latest minute of one step's traffic. */
export class TrafficWindow {
  #calls: TrafficCall[] = [];

  add(call: TrafficCall): void {
    this.#calls.push(call);
    if (this.#calls.length > CAPACITY) {
      this.#calls = this.#calls.slice(-CAPACITY / 2);
    }
  }

  clear(): void {
    this.#calls = [];
  }

  forgetBefore(atMs: number): void {
    this.#calls = this.#calls.filter((call) => call.atMs >= atMs);
  }

  /** Calls that began within the minute before `nowMs`. */
  figures(nowMs: number): TrafficFigures {
    this.#calls = this.#calls.filter(({ atMs }) => atMs > nowMs - TRAFFIC_WINDOW_MS);
    const durations = this.#calls.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
    const successes = this.#calls.filter(succeeded).map(({ atMs }) => atMs);
    return {
      calls: this.#calls.length,
      failures: this.#calls.length - successes.length,
      p95Ms: durations[Math.ceil(durations.length * 0.95) - 1] ?? 0,
      lastSuccessAtMs: successes.length === 0 ? undefined : Math.max(...successes.slice(-100)),
    };
  }
}

/** Whether mySecu did its part in a call: a refusal of one pharmacy's credential is an answer. */
export function succeeded({ outcome, ownFault }: Pick<TrafficCall, 'outcome' | 'ownFault'>): boolean {
  return outcome === 'ok' || ownFault;
}
