import type { Position } from '../records/record.ts';

export interface CommitLoopOptions {
  readonly everyMs: number;
  /** What may be committed now, of what is owned now. */
  due(): readonly Position[];
  commit(positions: readonly Position[]): Promise<void>;
  acknowledged(positions: readonly Position[]): void;
  failed(error: unknown): void;
}

/**
 * Commits finished prefixes, one request at a time. What is due is looked up and handed to kafkajs within one turn of a
 * timer, see `GroupMember.commit`; a commit that fails is not retried but looked up anew.
 */
export class CommitLoop {
  readonly #options: CommitLoopOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(options: CommitLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.now(), this.#options.everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Commits what is due, unless a commit is on its way. Call from a timer or an event of kafkajs only. */
  now(): void {
    if (this.#running === undefined) {
      const positions = this.#options.due();
      if (positions.length > 0) {
        this.#running = this.#commit(positions);
      }
    }
  }

  /** Resolves when everything that is due now was committed, or could not be. */
  async flush(): Promise<void> {
    await this.#running;
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        this.now();
        resolve();
      });
    });
    await this.#running;
  }

  async #commit(positions: readonly Position[]): Promise<void> {
    try {
      await this.#options.commit(positions);
      this.#options.acknowledged(positions);
    } catch (error) {
      this.#options.failed(error);
    } finally {
      this.#running = undefined;
    }
  }
}
