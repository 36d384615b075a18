import type { CheckpointBook } from '@officine/audit';
import type { Component, Logger } from '@officine/service-kit';
import type { CheckpointsTopic } from '../outbound/checkpoints-topic.ts';

const EVERY_MS = 60_000;

/** Signs and publishes how far the chains have got: at most once a minute, by the one replica whose turn it is. */
export class Notary implements Component {
  readonly #book: Pick<CheckpointBook, 'signHeads' | 'publishPending'>;
  readonly #topic: Pick<CheckpointsTopic, 'publish'>;
  readonly #isOurTurn: () => boolean;
  readonly #logger: Logger;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #problem: string | null = null;

  constructor(parts: {
    readonly book: Pick<CheckpointBook, 'signHeads' | 'publishPending'>;
    readonly topic: Pick<CheckpointsTopic, 'publish'>;
    readonly isOurTurn: () => boolean;
    readonly logger: Logger;
    readonly everyMs?: number;
  }) {
    this.#book = parts.book;
    this.#topic = parts.topic;
    this.#isOurTurn = parts.isOurTurn;
    this.#logger = parts.logger;
    this.#everyMs = parts.everyMs ?? EVERY_MS;
  }

  /** Why checkpoints are not signed or not published, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  start(): void {
    this.#timer = setInterval(() => void this.round(), this.#everyMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** One round; a second one meanwhile joins it. Never rejects. */
  round(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #round(): Promise<void> {
    if (!this.#isOurTurn()) {
      this.#problem = null;
      return;
    }
    try {
      await this.#book.signHeads();
      await this.#book.publishPending((checkpoint) => this.#topic.publish(checkpoint));
      this.#problem = null;
    } catch (error) {
      this.#problem = error instanceof Error ? error.name : 'unknown';
      this.#logger.warn({ error: this.#problem }, 'checkpoints wait for the next round');
    }
  }
}
