type Step = () => Promise<void>;

/** What has to be undone, in the reverse order of how it was done. */
export class Undo {
  #steps: Step[] = [];

  add(step: Step): void {
    this.#steps.push(step);
  }

  /** Undoes everything, once. One step that fails does not keep the others from being undone; the first failure is thrown at the end. */
  async all(): Promise<void> {
    const steps = this.#steps.reverse();
    this.#steps = [];
    const failures: unknown[] = [];
    for (const step of steps) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) {
      throw failures[0];
    }
  }
}
