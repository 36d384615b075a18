import type { Admin, Kafka } from 'kafkajs';
import { withDeadline } from '../connect/with-deadline.ts';
import { TopicRefused, topicRefusal } from './topic-refused.ts';

const FRESH_MS = 60_000;
const REFUSED_MS = 1_000;

interface Entry {
  readonly answer: Promise<number>;
  readonly until: number;
  readonly refused: boolean;
}

/**
 * How many partitions a topic has, asked topic by topic: in one request for several, a single unknown or forbidden topic
 * fails all of them (kafkajs `protocol/requests/metadata/v0/response.js`), and with it everything else its producer sends.
 */
export class TopicDirectory {
  readonly #kafka: Kafka;
  readonly #entries = new Map<string, Entry>();
  #admin: Promise<Admin> | undefined;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  /**
   * @returns the number of partitions of `topic`.
   * @throws TopicRefused; any other error means that Kafka could not be asked.
   */
  partitions(topic: string): Promise<number> {
    const known = this.#entries.get(topic);
    if (known !== undefined && performance.now() < known.until) {
      return known.answer;
    }
    const answer = this.#ask(topic);
    this.#entries.set(topic, { answer, until: performance.now() + FRESH_MS, refused: false });
    answer.catch((error: unknown) => this.#refused(topic, answer, error instanceof TopicRefused));
    // A topic that was there a minute ago need not be waited for: the old number serves until the new one arrives.
    return known === undefined || known.refused ? answer : Promise.race([answer, known.answer]);
  }

  /** What was known of these topics is doubtful: ask again. */
  forget(topics: Iterable<string>): void {
    for (const topic of topics) {
      this.#entries.delete(topic);
    }
  }

  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    await admin?.then((connected) => withDeadline(connected.disconnect(), 2_000)).catch(() => undefined);
  }

  #refused(topic: string, answer: Promise<number>, known: boolean): void {
    if (this.#entries.get(topic)?.answer !== answer) {
      return;
    }
    if (known) {
      this.#entries.set(topic, { answer, until: performance.now() + REFUSED_MS, refused: true });
    } else {
      this.#entries.delete(topic);
    }
  }

  async #ask(topic: string): Promise<number> {
    try {
      const admin = await this.#connected();
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const found = topics.find(({ name }) => name === topic);
      if (found === undefined || found.partitions.length === 0) {
        throw new TopicRefused('unknown-topic', topic);
      }
      return found.partitions.length;
    } catch (error) {
      throw topicRefusal(topic, error) ?? (await this.#broken(error));
    }
  }

  #connected(): Promise<Admin> {
    this.#admin ??= (async () => {
      const admin = this.#kafka.admin({ retry: { retries: 1, initialRetryTime: 50 } });
      await admin.connect();
      return admin;
    })();
    return this.#admin;
  }

  async #broken(error: unknown): Promise<unknown> {
    await this.close();
    return error;
  }
}
