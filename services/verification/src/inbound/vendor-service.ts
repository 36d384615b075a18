import type { ControlDirectory } from '@officine/service-kit';
import type { AnswerInTime } from '../application/answer-in-time.ts';
import type { VendorRoster } from '../application/vendor-roster.ts';

/**
 * How long checks in flight may take to end by themselves when the process stops, milliseconds; then they are degraded, and their answer
 * follows. Not longer: until we have left the group nobody reads what is asked meanwhile, and that has budgets too.
 */
const PATIENCE_MS = 1_500;
/** How long late answers are still listened for: their deferred records stand. */
const LATE_MS = 500;

/** Serves the vendors that control names, from start to stop. */
export class VendorService {
  readonly #roster: VendorRoster;
  readonly #control: ControlDirectory;
  readonly #inTime: AnswerInTime;
  readonly #hurry: AbortController;
  #unlisten: (() => void) | undefined;

  constructor(roster: VendorRoster, control: ControlDirectory, inTime: AnswerInTime, hurry: AbortController) {
    this.#roster = roster;
    this.#control = control;
    this.#inTime = inTime;
    this.#hurry = hurry;
  }

  start(): void {
    this.#unlisten = this.#control.listen({
      vendorAdded: ({ id }) => this.#roster.add(id),
      vendorRemoved: (id) => this.#roster.remove(id),
    });
  }

  async stop(): Promise<void> {
    this.#unlisten?.();
    const hurry = setTimeout(() => this.#hurry.abort(), PATIENCE_MS);
    await this.#roster.drain();
    clearTimeout(hurry);
    await Promise.race([this.#inTime.lateOnesSettled(), new Promise((resolve) => setTimeout(resolve, LATE_MS))]);
  }
}
