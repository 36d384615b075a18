import type { CheckDeferred, DegradedCode } from '@officine/contracts';
import { isOfToken, lacksToken } from '../domain/recheck-plan.ts';
import type { Changes, Clock } from './ports.ts';

/** auth-token asks again by itself; should it have forgotten the pharmacy, one check reminds it. */
const REMIND_TOKEN_MS = 30_000;
/** Nobody tells us that mySecu lifted a block: one check of the pharmacy asks, ever less often. */
const FIRST_BLOCK_PROBE_MS = 60_000;
const LONGEST_BLOCK_PROBE_MS = 15 * 60_000;
/** What only a new credential or a person at eSanté can change is asked again this seldom without one, as auth-token does. */
const REFUSED_PROBE_MS = 3_600_000;

interface Group {
  readonly pharmacy: string;
  readonly code: DegradedCode;
  readonly isOfToken: boolean;
  readonly checks: Map<string, CheckDeferred>;
  /** The one check that was let go to see whether the obstacle is gone. */
  scout: string | undefined;
  /** Monotonic milliseconds. */
  scoutAtMs: number;
  pauseMs: number;
}

/** What parking needs. */
export interface ParkedChecksParts {
  readonly changes: Changes;
  readonly clock: Clock;
  readonly callTimeoutMs: number;
  /** These may be asked again. */
  readonly release: (keys: readonly string[]) => void;
}

/**
 * Checks that wait until an obstacle of their pharmacy is gone: its credential, a block, a token. One of them goes first to see; the
 * others follow when it was answered, so that a refused credential is never hammered by those who wait for it.
 */
export class ParkedChecks {
  readonly #parts: ParkedChecksParts;
  readonly #groups = new Map<string, Group>();
  readonly #groupOf = new Map<string, Group>();

  constructor(parts: ParkedChecksParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#groupOf.size;
  }

  park(key: string, deferred: CheckDeferred): void {
    const { pharmacy } = deferred.request;
    const code = deferred.code as DegradedCode;
    const begun = this.#begin(pharmacy, code, lacksToken({ code, step: deferred.step }));
    const group = this.#groups.get(nameOf(begun)) ?? begun;
    this.#groups.set(nameOf(group), group);
    group.checks.set(key, deferred);
    this.#groupOf.set(key, group);
  }

  delete(key: string): void {
    const group = this.#groupOf.get(key);
    if (group === undefined) {
      return;
    }
    this.#groupOf.delete(key);
    group.checks.delete(key);
    if (group.checks.size === 0 && group.scout === undefined) {
      this.#groups.delete(nameOf(group));
    }
  }

  /** mySecu answered this pharmacy: nothing keeps its checks any more. */
  worked(pharmacy: string): void {
    for (const group of [...this.#groups.values()].filter((each) => each.pharmacy === pharmacy)) {
      this.#releaseAll(group);
    }
  }

  /** A check that was asked again is back: if it was a scout that was answered, the others follow it. */
  returned(key: string, isAnswered: boolean): void {
    for (const group of [...this.#groups.values()].filter(({ scout }) => scout === key)) {
      group.scout = undefined;
      if (isAnswered) {
        this.#releaseAll(group);
      }
    }
  }

  /** Looks at every obstacle once. */
  async look(): Promise<void> {
    for (const group of [...this.#groups.values()]) {
      await this.#lookAt(group);
    }
  }

  async #lookAt(group: Group): Promise<void> {
    const { changes, clock } = this.#parts;
    const { pharmacy, code, isOfToken: lacked } = group;
    if (group.checks.size === 0 || group.scout !== undefined) {
      return;
    }
    if (await changes.since({ pharmacy, code, isOfToken: lacked, metAtMs: this.#metAtMs(group) })) {
      if (isOfToken(code)) {
        this.#releaseAll(group);
      } else {
        this.#sendScout(group);
      }
    } else if (clock.monotonicMs() >= group.scoutAtMs) {
      this.#sendScout(group);
    }
  }

  /** When the obstacle was met last: a parked check is due when its last call must have ended. */
  #metAtMs({ checks }: Group): number {
    const dues = [...checks.values()].map(({ dueAt }) => Date.parse(dueAt));
    return Math.max(...dues) - this.#parts.callTimeoutMs;
  }

  #sendScout(group: Group): void {
    const [oldest] = [...group.checks].sort(([, one], [, other]) => one.receivedAt.localeCompare(other.receivedAt));
    if (oldest === undefined) {
      return;
    }
    const [key] = oldest;
    group.scout = key;
    group.scoutAtMs = this.#parts.clock.monotonicMs() + group.pauseMs;
    group.pauseMs = isOfToken(group.code) ? group.pauseMs : longerPauseMs(group);
    this.#take(group, [key]);
  }

  #releaseAll(group: Group): void {
    group.pauseMs = firstPauseMs(group.code);
    this.#take(group, [...group.checks.keys()]);
    this.#forgetIfEmpty(group);
  }

  #take(group: Group, keys: readonly string[]): void {
    for (const key of keys) {
      group.checks.delete(key);
      this.#groupOf.delete(key);
    }
    this.#parts.release(keys);
  }

  #forgetIfEmpty(group: Group): void {
    if (group.checks.size === 0 && group.scout === undefined) {
      this.#groups.delete(nameOf(group));
    }
  }

  #begin(pharmacy: string, code: DegradedCode, lacked: boolean): Group {
    const pauseMs = firstPauseMs(code);
    const scoutAtMs = this.#parts.clock.monotonicMs() + pauseMs;
    return { pharmacy, code, isOfToken: lacked, checks: new Map(), scout: undefined, scoutAtMs, pauseMs };
  }
}

/** Ever less often. */
function longerPauseMs({ code, pauseMs }: Group): number {
  return code === 'blocked-by-mysecu' ? Math.min(pauseMs * 2, LONGEST_BLOCK_PROBE_MS) : pauseMs;
}

function nameOf({ pharmacy, code, isOfToken: lacked }: Group): string {
  return `${pharmacy} ${code} ${lacked}`;
}

/** How long a pharmacy is left in peace while nothing tells of a change. */
function firstPauseMs(code: DegradedCode): number {
  if (isOfToken(code)) {
    return REMIND_TOKEN_MS;
  }
  return code === 'blocked-by-mysecu' ? FIRST_BLOCK_PROBE_MS : REFUSED_PROBE_MS;
}
