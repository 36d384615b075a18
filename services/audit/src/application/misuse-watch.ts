import type { Appended, ReceivedEvent } from '@officine/audit';
import type { Logger } from '@officine/service-kit';
import { MisuseDetector, type Suspicion } from '../domain/misuse.ts';
import type { RecordObserver } from './ports.ts';

/** Who is told of a suspicion. */
export interface Suspected {
  /** Resolves when the brokers have the notice and the fact. */
  tell(suspicion: Suspicion): Promise<void>;
}

/** Watches what is recorded for misuse, and has it told to the vendor and written down. Decides nothing. */
export class MisuseWatch implements RecordObserver {
  readonly #detector = new MisuseDetector();
  readonly #suspected: Suspected;
  readonly #logger: Logger;

  constructor(suspected: Suspected, logger: Logger) {
    this.#suspected = suspected;
    this.#logger = logger;
  }

  recorded(_appended: Appended, events: readonly ReceivedEvent[]): void {
    for (const suspicion of events.flatMap(({ data }) => this.#detector.take(data))) {
      const { kind, who } = suspicion;
      this.#suspected
        .tell(suspicion)
        .catch((error: unknown) =>
          this.#logger.warn(
            { kind, who, error: error instanceof Error ? error.name : 'unknown' },
            'a suspicion could not be told',
          ),
        );
    }
  }
}
