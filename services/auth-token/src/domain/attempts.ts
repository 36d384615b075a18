import { catalogueEntry, type ErrorCode } from '@officine/contracts';

const FIRST_PAUSE_MS = 1_000;
/** Shorter than a minute: what waits for a token is asked again within one of the end of an outage. */
const LONGEST_PAUSE_MS = 45_000;
/** What only a new credential or a person at eSanté can change is asked again this seldom, so that nobody's access is locked by us. */
const REFUSED_PAUSE_MS = 3_600_000;

interface Failure {
  readonly times: number;
  readonly untilMs: number;
  /** The state of the pharmacy's files that was refused; undefined where files are not to blame. */
  readonly refusedVersion?: string;
}

/** Remembers, for each pharmacy, until when not to ask: pauses that double, with jitter, and a refused credential kept from hammering. */
export class Attempts {
  readonly #failures = new Map<string, Failure>();
  readonly #random: () => number;

  /** `random`: from 0 to 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Until when not to ask; undefined when asking is allowed now, as it is once a refused credential's files have changed. */
  waitUntil(pharmacy: string, credentialVersion: string, at: Date): Date | undefined {
    const failure = this.#failures.get(pharmacy);
    if (failure === undefined || failure.untilMs <= at.getTime()) {
      return undefined;
    }
    const replaced = failure.refusedVersion !== undefined && failure.refusedVersion !== credentialVersion;
    return replaced ? undefined : new Date(failure.untilMs);
  }

  /** Notes a failed attempt; returns when to ask again. */
  failed(pharmacy: string, code: ErrorCode, credentialVersion: string, at: Date): Date {
    const entry = catalogueEntry(code);
    const refused = entry.outcome === 'degraded' && entry.recheck === 'on-change';
    const times = (this.#failures.get(pharmacy)?.times ?? 0) + 1;
    const untilMs = at.getTime() + (refused ? REFUSED_PAUSE_MS : this.#pauseMs(times));
    this.#failures.set(pharmacy, { times, untilMs, ...(refused && { refusedVersion: credentialVersion }) });
    return new Date(untilMs);
  }

  /** Keeps from asking until `until`, for a reason other than a failed attempt. */
  pause(pharmacy: string, until: Date): void {
    this.#failures.set(pharmacy, { times: this.#failures.get(pharmacy)?.times ?? 0, untilMs: until.getTime() });
  }

  /** Notes an obtained token. */
  succeeded(pharmacy: string): void {
    this.#failures.delete(pharmacy);
  }

  #pauseMs(times: number): number {
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (times - 1)) * (0.5 + this.#random() / 2);
  }
}
