import { type connectKafka, Runner } from '@officine/kafka';
import type { Component, Logger } from '@officine/service-kit';
import type { ProjectHistory } from '../application/project-history.ts';
import type { ComponentState } from '../domain/board.ts';
import { readAvailability, stateOf } from '../outbound/availability-topic.ts';

/** Thrown while MongoDB is away: the record waits on Kafka, in its order. */
class HistoryAway extends Error {
  override readonly name = 'HistoryAway';
  readonly disposition = 'halt';
}

/** Reads what was published and makes history of it, one record after the other. One replica does; which one does not matter. */
export class HistoryReader implements Component {
  readonly #runner: Runner;
  readonly #said = new Map<string, string>();
  #away = false;

  constructor(options: {
    readonly kafka: ReturnType<typeof connectKafka>;
    readonly logger: Logger;
    readonly topic: string;
    readonly groupId: string;
    readonly project: ProjectHistory;
    /** Told when the history has something new. */
    readonly onProjected: () => void;
  }) {
    const { kafka, logger, topic, groupId, project, onProjected } = options;
    this.#runner = new Runner({
      kafka,
      logger,
      groupId,
      topic,
      windowPerPartition: 1,
      handle: async (record) => {
        if (record.value === null) {
          return;
        }
        const state = stateOf(readAvailability(record));
        try {
          await project.take(state);
          this.#away = false;
        } catch (error) {
          this.#away = true;
          throw new HistoryAway('history is away', { cause: error });
        }
        if (this.#isNews(state)) {
          onProjected();
        }
      },
      // What cannot be read is no event of ours; its position is in the log.
      onUnhandled: async () => undefined,
    });
  }

  /** A heartbeat repeats what is known. */
  #isNews({ component, state, sinceMs, cause = '' }: ComponentState): boolean {
    const said = `${state} ${sinceMs} ${cause}`;
    const isNews = this.#said.get(component) !== said;
    this.#said.set(component, said);
    return isNews;
  }

  /** Whether MongoDB took what it was last given. */
  get available(): boolean {
    return !this.#away;
  }

  start(): void {
    this.#runner.start();
  }

  async stop(): Promise<void> {
    await this.#runner.drain(3_000);
    await this.#runner.stop();
  }
}
