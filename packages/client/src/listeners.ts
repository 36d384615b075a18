import type { KafkaLogger } from '@officine/kafka';

/** Those who want to hear of something. One that throws is logged and hurts neither the others nor the client. */
export class Listeners<T> {
  readonly #logger: KafkaLogger;
  readonly #handlers = new Set<(told: T) => void>();

  constructor(logger: KafkaLogger) {
    this.#logger = logger;
  }

  add(handler: (told: T) => void): () => void {
    // Wrapped, so that the same function added twice is two listeners with an end of its own each.
    const own = (told: T) => handler(told);
    this.#handlers.add(own);
    return () => this.#handlers.delete(own);
  }

  tell(told: T): void {
    for (const handler of this.#handlers) {
      try {
        handler(told);
      } catch (error) {
        // Its message may quote what it was told, so only the kind of failure is written down.
        this.#logger.error({ error: error instanceof Error ? error.name : typeof error }, 'a handler of the client threw');
      }
    }
  }
}
