import { TellingPlan, type Waiting } from '../domain/telling-plan.ts';
import type { Clock } from './ports.ts';

interface Check extends Waiting {
  readonly timeUp: () => void;
}

/** Tells each check under way when its time is up, those of each vendor by a plan of their own: no neighbour's crowd shortens it. */
export class TimeUps {
  readonly #clock: Clock;
  readonly #ofVendors = new Map<string, TimeUpsOfVendor>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `timeUp` after `leftMs`, or somewhat sooner in a crowd; returns how to call that off. */
  after(vendor: string, leftMs: number, timeUp: () => void): () => void {
    const ofVendor = this.#ofVendors.get(vendor) ?? new TimeUpsOfVendor(this.#clock);
    this.#ofVendors.set(vendor, ofVendor);
    const callOff = ofVendor.after(leftMs, timeUp);
    return () => {
      callOff();
      if (ofVendor.isEmpty && this.#ofVendors.get(vendor) === ofVendor) {
        this.#ofVendors.delete(vendor);
      }
    };
  }
}

class TimeUpsOfVendor {
  readonly #clock: Clock;
  readonly #plan = new TellingPlan<Check>();
  #timer: { readonly dueMs: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#plan.isEmpty;
  }

  after(leftMs: number, timeUp: () => void): () => void {
    const check = { tellByMs: this.#clock.monotonicMs() + leftMs, timeUp };
    this.#plan.add(check);
    this.#setTimer();
    return () => {
      this.#plan.remove(check);
      this.#setTimer();
    };
  }

  #setTimer(): void {
    const dueMs = this.#plan.nextMs();
    if (dueMs === this.#timer?.dueMs) {
      return;
    }
    this.#timer?.cancel();
    this.#timer = this.#plan.isEmpty
      ? undefined
      : { dueMs, cancel: this.#clock.after(dueMs - this.#clock.monotonicMs(), () => this.#tell()) };
  }

  #tell(): void {
    this.#timer = undefined;
    const due = this.#plan.due(this.#clock.monotonicMs());
    this.#setTimer();
    for (const { timeUp } of due) {
      timeUp();
    }
  }
}
