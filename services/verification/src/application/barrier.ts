/** Makes the later records of a partition wait for an earlier one that changes what they may do. */
export class Barrier {
  readonly #raised = new Map<number, Promise<void>>();

  /** Resolves when nothing earlier in this partition holds; undefined when nothing does, so that no turn of the loop is lost. */
  before(partition: number): Promise<void> | undefined {
    return this.#raised.get(partition);
  }

  /** Holds the partition while `work` runs. When it fails, what waited fails with it: the runner hands all of it in again. */
  async hold(partition: number, work: () => Promise<void>): Promise<void> {
    const working = (this.before(partition) ?? Promise.resolve()).then(work);
    this.#raised.set(partition, working);
    try {
      await working;
    } finally {
      if (this.#raised.get(partition) === working) {
        this.#raised.delete(partition);
      }
    }
  }
}
