/** How long it takes to tell one of many that there is no answer, ms: its evidence, what is asked again, its result. */
const EACH_MS = 5;
/** A crowd is told in groups, so many ms apart: one batch costs all of them, and the brokers, less than each alone. */
const GROUP_MS = 40;

/** A check under way, and when it must be told at the latest that there is no answer: monotonic milliseconds. */
export interface Waiting {
  readonly tellByMs: number;
}

/**
 * When those who wait must be told, so that each hears in time: one alone at its own instant; of a crowd whose time is up together the
 * last comers sooner, as they have the least hope and nobody can be told who comes behind hundreds of others. Pure: its user brings the
 * time.
 */
export class TellingPlan<Who extends Waiting> {
  /** In the order of their instants, and of their coming. */
  readonly #waiting: Who[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(who: Who): void {
    const behind = this.#waiting.findLastIndex(({ tellByMs }) => tellByMs <= who.tellByMs);
    this.#waiting.splice(behind + 1, 0, who);
  }

  /** Does nothing for one that was told. */
  remove(who: Who): void {
    const index = this.#waiting.indexOf(who);
    if (index >= 0) {
      this.#waiting.splice(index, 1);
    }
  }

  /** When {@link due} has somebody, infinite for nobody. */
  nextMs(): number {
    return this.#waiting.reduce(
      (soonestMs, { tellByMs }, index) => Math.min(soonestMs, tellByMs - index * EACH_MS),
      Number.POSITIVE_INFINITY,
    );
  }

  /** Takes out those that must be told now. */
  due(nowMs: number): Who[] {
    if (this.nextMs() > nowMs) {
      return [];
    }
    const due: Who[] = [];
    for (let index = this.#waiting.length - 1; index >= 0; index -= 1) {
      const aheadMs = index * EACH_MS;
      const who = this.#waiting[index];
      if (who !== undefined && who.tellByMs - aheadMs - Math.min(GROUP_MS, aheadMs) <= nowMs) {
        due.unshift(who);
        this.#waiting.splice(index, 1);
      }
    }
    return due;
  }
}
