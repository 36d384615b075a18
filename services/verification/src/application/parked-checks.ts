import type { CheckDeferred, DegradedCode } from '@officine/contracts';
import { isOfToken, lacksToken } from '../domain/recheck-plan.ts';
import type { Changes, Clock } from './ports.ts';
import type { RecheckEnd } from './recheck.ts';

/** auth-token asks again by itself; should it have forgotten the pharmacy, one check reminds it. */
const REMIND_TOKEN_MS = 30_000;
/** Nobody tells us that mySecu lifted a block: one check of the pharmacy asks, ever less often. */
const FIRST_BLOCK_PROBE_MS = 60_000;
const LONGEST_BLOCK_PROBE_MS = 15 * 60_000;
/** The one that went to see failed for a reason of its own, or could not even try: another one goes this soon. */
const ANOTHER_SCOUT_MS = 30_000;
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
  /** The last scout that came back without an answer, and when the next one would go had it met the obstacle again. */
  failed: { readonly key: string; readonly scoutAtMs: number } | undefined;
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
  /** Those that were sent by a group. */
  readonly #scouts = new Map<string, Group>();

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
    if (group.failed?.key === key) {
      group.scoutAtMs = group.failed.scoutAtMs;
      group.failed = undefined;
    }
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

  /** A check that was asked again is back, or will not be asked: if it was a scout that was answered, the others follow it. */
  returned(key: string, end: RecheckEnd): void {
    const group = this.#scouts.get(key);
    if (group === undefined) {
      return;
    }
    this.#scouts.delete(key);
    group.scout = undefined;
    if (end === 'answered') {
      this.#releaseAll(group);
    } else if (end !== 'put-off' || !group.checks.has(key)) {
      // It tells nothing of the obstacle, unless it is parked for the same one in a moment.
      const { scoutAtMs } = group;
      group.failed = end === 'put-off' ? { key, scoutAtMs } : undefined;
      group.scoutAtMs = Math.min(scoutAtMs, this.#parts.clock.monotonicMs() + ANOTHER_SCOUT_MS);
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

  /** When the obstacle was met last, or before: a change that came later is news to all of them. */
  #metAtMs({ checks }: Group): number {
    const { callTimeoutMs } = this.#parts;
    // A re-check is due when its last call must have ended; a first one later still, when its budget has ended too.
    const met = [...checks.values()].map(({ attempt, receivedAt, dueAt }) =>
      attempt > 1 ? Date.parse(dueAt) - callTimeoutMs : Date.parse(receivedAt),
    );
    return Math.max(...met);
  }

  #sendScout(group: Group): void {
    const [oldest] = [...group.checks].sort(([, one], [, other]) => one.receivedAt.localeCompare(other.receivedAt));
    if (oldest === undefined) {
      return;
    }
    const [key] = oldest;
    group.scout = key;
    group.failed = undefined;
    this.#scouts.set(key, group);
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
    return { pharmacy, code, isOfToken: lacked, checks: new Map(), scout: undefined, scoutAtMs, failed: undefined, pauseMs };
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
